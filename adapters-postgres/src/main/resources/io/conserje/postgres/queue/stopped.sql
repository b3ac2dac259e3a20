-- A part of the statements that show what waits: the pause or the open breaker that stops the work of the hotel
-- q.tenant_id on the channel q.channel, whatever its reason.
(
  select p.hotel || '/' || p.channel || '/' as key
  from conserje.queue_pauses p
  where p.hotel in ('', q.tenant_id) and p.channel in ('', q.channel) and p.reason = ''
    and (p.until is null or p.until > now())
  union all
  select 'breaker/' || b.reason
  from conserje.queue_breakers b
  where b.hotel = q.tenant_id
  limit 1
)
