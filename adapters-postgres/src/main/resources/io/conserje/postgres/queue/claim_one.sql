-- Leases the guest of one hotel that is ready, free and due for longest, and returns the guest's next message.
with candidates as materialized (
  select ctid as place, turns, due_at
  from conserje.guest_queues
  where tenant_id = :tenant and ready and due_at <= now() and (leased_until is null or leased_until <= now())
  order by tenant_id, due_at
  limit 8
), first as materialized (
  -- As in claim.sql, a guest whose turns has changed is left alone.
  select q.ctid as place
  from candidates c
  join conserje.guest_queues q on q.ctid = c.place
  where q.turns = c.turns and coalesce(q.leased_until, q.due_at) <= now()
  order by c.due_at
  limit 1
  for update of q skip locked
), leased as (
  update conserje.guest_queues q
  set lease = gen_random_uuid(), leased_until = now() + :lease_micros * interval '1 microsecond', held = null
  from first
  where q.ctid = first.place
  returning q.tenant_id, q.lease, q.waiting, q.postponed
)
select l.lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest, m.line, m.content_type, m.body, m.content,
  m.sent_at, m.failures
from leased l
cross join :first_message m
