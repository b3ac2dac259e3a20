-- Takes the oldest messages of a line out of those without a hotel.
with chosen as (
  select unrouted_id
  from conserje.unrouted
  where channel = :channel and line = :line and hotel is not distinct from :hotel and place is null
  order by seq
  limit :limit
)
delete from conserje.unrouted u
using chosen
where u.unrouted_id = chosen.unrouted_id
returning u.seq, u.provider_id, u.guest, u.content_type, u.body, u.content, u.payload, u.sent_at
