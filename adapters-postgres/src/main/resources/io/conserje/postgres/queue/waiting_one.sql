-- A message that waits at a hotel, wherever it stands among those of its guest.
select m.tenant_id, m.message_id, m.channel, coalesce(q.held, stopped.key) as held, m.received_at, coalesce(m.not_before, q.due_at) as due_at,
  m.failures, cardinality(q.waiting) + q.backlog - 1 as others,
  case
    when q.leased_until > now() then 'in_hand'
    when m.message_id <> q.waiting[1] and q.postponed = 0 then 'behind'
    when q.held is not null and not q.ready then 'held'
    when coalesce(m.not_before, q.due_at) > now() then 'later'
    when stopped.key is not null then 'held'
    else 'due'
  end as state
from conserje.inbox m
join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (m.tenant_id, m.channel, m.guest)
left join lateral :stopped stopped on true
where m.tenant_id = :tenant and m.message_id = :message and m.state = 'pending'
