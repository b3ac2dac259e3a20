-- Reads the messages that wait behind claimed ones, those first. Each is looked up as in first_message.sql.
select c.lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest, m.line, m.content_type, m.body, m.content, m.sent_at,
  m.failures, m.redrives
from unnest(:tenants, :channels, :guests, :leases, :messages) as c (tenant_id, channel, guest, lease, message_id)
join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (c.tenant_id, c.channel, c.guest)
cross join lateral (
  select w.message_id, w.nth
  from unnest(q.waiting) with ordinality as w (message_id, nth)
  where w.nth >= array_position(q.waiting, c.message_id)
  order by w.nth
  limit :most
) w
cross join lateral (
  select *
  from conserje.inbox
  where tenant_id = c.tenant_id and message_id >= w.message_id
  order by message_id
  limit 1
) m
where q.lease = c.lease and cardinality(q.waiting) > 1 and m.message_id = w.message_id
order by c.lease, w.nth
