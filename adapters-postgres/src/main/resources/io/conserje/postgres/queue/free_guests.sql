-- Makes guests due that were put aside with a key.
with aside as (
  select ctid as place
  from conserje.guest_queues
  where not ready and held = :key and due_at > now()
  limit :limit
  for update skip locked
), freed as (
  update conserje.guest_queues q
  set due_at = now()
  from aside
  where q.ctid = aside.place
  returning 1
)
select count(*) from freed
