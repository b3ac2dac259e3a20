-- Makes a message due, unless a worker has its guest.
with asked as (
  select m.tenant_id, m.channel, m.guest
  from conserje.inbox m
  where m.tenant_id = :tenant and m.message_id = :message and m.state = 'pending'
), held as (
  select q.tenant_id, q.channel, q.guest, coalesce(q.leased_until <= now(), true) as free
  from asked a
  join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (a.tenant_id, a.channel, a.guest)
  for update of q
), early as (
  update conserje.inbox m
  set not_before = now()
  from held
  where held.free and m.tenant_id = :tenant and m.message_id = :message and m.not_before > now()
), hurried as (
  update conserje.guest_queues q
  set ready = true, due_at = least(q.due_at, now())
  from held
  where held.free and (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)
), noted as (
  insert into conserje.queue_decisions (tenant_id, event, message_id, actor, why)
  select tenant_id, 'retried', :message, :by, :why
  from held
  where free
)
select case when free then 'done' else 'in_hand' end as outcome from held
