-- Takes the reports of a hotel that waited, and whose replies are known to be sent by now.
with ripe as (
  select s.ctid as place
  from conserje.reply_statuses s
  where s.tenant_id = :tenant and exists (
    select
    from conserje.replies r
    where r.tenant_id = s.tenant_id and r.channel = s.channel and r.provider_id = s.provider_id)
  limit :limit
  for update of s skip locked
)
delete from conserje.reply_statuses s
using ripe
where s.ctid = ripe.place
returning s.channel, s.provider_id, s.status, s.code, s.title
