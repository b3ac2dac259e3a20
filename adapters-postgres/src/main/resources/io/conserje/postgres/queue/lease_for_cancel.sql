-- Leases the guest of a message for the transaction that cancels it, unless a worker has the guest. A message of the
-- backlog goes to the end of the guest's list, where that transaction finds it.
with asked as (
  select m.tenant_id, m.channel, m.guest
  from conserje.inbox m
  where m.tenant_id = :tenant and m.message_id = :message and m.state = 'pending'
), held as (
  select q.tenant_id, q.channel, q.guest,
    case when q.leased_until > now() then 'in_hand' else 'done' end as outcome
  from asked a
  join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (a.tenant_id, a.channel, a.guest)
  for update of q
), moved as (
  delete from conserje.guest_backlog b
  using held
  where held.outcome = 'done' and (b.tenant_id, b.channel, b.guest) = (held.tenant_id, held.channel, held.guest)
    and b.message_id = :message
  returning b.message_id
), leased as (
  update conserje.guest_queues q
  set lease = :lease, leased_until = now() + interval '1 minute',
    waiting = q.waiting || array(select message_id from moved),
    backlog = q.backlog - cast((select count(*) from moved) as int)
  from held
  where held.outcome = 'done' and (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)
), noted as (
  insert into conserje.queue_decisions (tenant_id, event, message_id, actor, why)
  select tenant_id, 'cancelled', :message, :by, :why
  from held
  where outcome = 'done'
)
select held.outcome, cast(:lease as uuid) as lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest,
  m.line, m.content_type, m.body, m.content, m.sent_at, m.failures
from held
join conserje.inbox m on m.tenant_id = :tenant and m.message_id = :message
