-- Makes replies due that were put aside with a key.
with aside as (
  select ctid as place
  from conserje.replies
  where state = 'pending' and not ready and lease is null and held = :key and due_at > now()
  limit :limit
  for update skip locked
), freed as (
  update conserje.replies r
  set due_at = now()
  from aside
  where r.ctid = aside.place
  returning 1
)
select count(*) from freed
