-- The next message of each guest, by hotel and by the time at which the guest is due.
select q.tenant_id, m.message_id, q.channel, coalesce(q.held, stopped.key) as held, m.received_at, q.due_at, m.failures,
  cardinality(q.waiting) + q.backlog - 1 as others,
  case
    when q.leased_until > now() then 'in_hand'
    when q.held is not null and not q.ready then 'held'
    when q.due_at > now() then 'later'
    when stopped.key is not null then 'held'
    else 'due'
  end as state
from (
  select tenant_id, channel, waiting, backlog, held, ready, due_at, leased_until
  from conserje.guest_queues
  where tenant_id <> '' and :filter
  order by tenant_id, due_at, waiting[1]
  limit :limit
) q
left join lateral :stopped stopped on true
cross join lateral (
  select message_id, received_at, failures
  from conserje.inbox
  where tenant_id = q.tenant_id and message_id >= q.waiting[1]
  order by message_id
  limit 1
) m
where m.message_id = q.waiting[1]
order by q.tenant_id, q.due_at, m.message_id
