-- Lets a reply wait for its line, if that is held. The lock on the hold lets nobody free the line meanwhile. A reply
-- that waited before, and was claimed, is the one that finds out whether the line works.
with hold as (
  select cause
  from conserje.line_holds
  where tenant_id = :tenant and channel = :channel and line = :line and freed_at is null
  for share
), claimed as (
  select ctid as place, held_line is null and exists (select from hold) as waits
  from conserje.replies
  where tenant_id = :tenant and reply_id = :reply and state = 'pending' and lease = :lease and due_at > now()
  for update
), changed as (
  update conserje.replies r
  set held_line = case when c.waits then :line end,
    lease = case when c.waits then null else r.lease end,
    due_at = case when c.waits then 'infinity' else r.due_at end,
    cause = case when c.waits then (select cause from hold) else r.cause end
  from claimed c
  where r.ctid = c.place
  returning c.waits
)
select coalesce((select case when waits then 2 else 1 end from changed), 0)
