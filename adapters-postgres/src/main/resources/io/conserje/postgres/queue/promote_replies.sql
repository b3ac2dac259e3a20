-- Makes replies ready whose pause is over, whose lease has ended, or whose turn has come. One that still waits behind
-- another reply to its guest is looked at again when it has waited for twice as long, and every ten minutes at least.
with ripe as (
  select r.ctid as place
  from conserje.replies r
  where state = 'pending' and not ready and due_at <= now() and tenant_id <> all (:closed)
  order by due_at
  limit :limit
  for update skip locked
), judged as materialized (
  select r.ctid as place,
    r.seq = (
      select e.seq
      from conserje.replies e
      where (e.tenant_id, e.channel, e.guest) = (r.tenant_id, r.channel, r.guest) and e.state = 'pending'
      order by e.seq
      limit 1) as is_first
  from ripe
  join conserje.replies r on r.ctid = ripe.place
), promoted as (
  update conserje.replies r
  set ready = judged.is_first,
    due_at = case
      when judged.is_first then r.due_at
      else now() + least(greatest(now() - r.recorded_at, interval '2 seconds'), interval '10 minutes')
      end
  from judged
  where r.ctid = judged.place
  returning 1
)
select count(*) from promoted
