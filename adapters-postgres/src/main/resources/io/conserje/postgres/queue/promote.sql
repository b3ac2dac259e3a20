-- Makes guests ready whose pause is over, those first that have been due for longest. Whoever promotes, and however
-- often, promotes only what is due; what a promoter that died had locked is left for the next one.
with ripe as (
  select ctid as place
  from conserje.guest_queues
  where not ready and due_at <= now() and tenant_id <> all (:closed)
  order by due_at
  limit :limit
  for update skip locked
), promoted as (
  update conserje.guest_queues q
  set ready = true
  from ripe
  where q.ctid = ripe.place
  returning 1
)
select count(*) from promoted
