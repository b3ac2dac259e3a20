-- Makes the oldest waiting reply of each held line due, if the line has not been tried for a while. Its claim, or rather
-- the promotion before it, sees whether it is the first of its guest.
with due as (
  select tenant_id, channel, line, since
  from conserje.line_holds
  where freed_at is null and probe_at <= now() and tenant_id not in (select scope from conserje.closures)
  order by probe_at
  limit 500
  for update skip locked
), tried as materialized (
  select d.tenant_id, d.channel, d.line, d.since, r.place
  from due d
  cross join lateral (
    select ctid as place
    from conserje.replies
    where tenant_id = d.tenant_id and channel = d.channel and held_line = d.line and due_at = 'infinity'
    order by seq
    limit 1
  ) r
), later as (
  update conserje.line_holds h
  set probe_at = now() + least(
    greatest((now() - h.since) / 2, interval '2 seconds'), :longest_micros * interval '1 microsecond')
  from tried t
  where (h.tenant_id, h.channel, h.line) = (t.tenant_id, t.channel, t.line)
), unused as (
  -- A hold that no reply waits for would stay for ever.
  update conserje.line_holds h
  set freed_at = now()
  from due d
  where (h.tenant_id, h.channel, h.line) = (d.tenant_id, d.channel, d.line)
    and h.probe_at <= now() - interval '5 minutes'
    and not exists (
      select from tried t where (t.tenant_id, t.channel, t.line) = (d.tenant_id, d.channel, d.line))
), woken as (
  update conserje.replies r
  set due_at = now()
  from tried t
  where r.ctid = t.place and r.state = 'pending' and r.due_at = 'infinity'
  returning 1
)
select count(*) from woken
