-- Puts replies back that waited for lines which have been freed, the oldest of each line first, and removes the holds of
-- lines that none waits for any more. A reply that was parked at the moment of the freeing is seen: it held the hold.
with freed as (
  select tenant_id, channel, line, freed_at
  from conserje.line_holds
  where freed_at is not null and tenant_id not in (select scope from conserje.closures)
  order by freed_at
  limit 500
), waiting as materialized (
  select r.place, f.tenant_id, f.channel, f.line
  from freed f
  cross join lateral (
    select ctid as place
    from conserje.replies
    where tenant_id = f.tenant_id and channel = f.channel and held_line = f.line and lease is null
    order by seq
    limit :limit
  ) r
  limit :limit
), released as (
  update conserje.replies r
  set held_line = null, due_at = now()
  from waiting w
  where r.ctid = w.place and r.state = 'pending' and r.lease is null and r.held_line is not null
  returning 1
), removed as (
  delete from conserje.line_holds h
  using freed f
  where (h.tenant_id, h.channel, h.line) = (f.tenant_id, f.channel, f.line)
    and h.freed_at <= now() - interval '2 seconds'
    and not exists (
      select
      from conserje.replies r
      where r.tenant_id = h.tenant_id and r.channel = h.channel and r.held_line = h.line)
)
select count(*) from released
