-- Records the last failed attempt: the message leaves the queue and becomes a dead letter.
with held as (
  -- The queue, if the caller's lease lasts. rest: the other waiting messages; others: how many of them are postponed.
  select tenant_id, channel, guest, backlog, array_remove(waiting, :message) as rest,
    postponed - case when postponed = 0 then 0 else (
      select cast(count(*) as int)
      from conserje.inbox own
      where own.tenant_id = :tenant and own.message_id = :message and own.not_before is not null) end as others
  from conserje.guest_queues
  where tenant_id = :tenant and channel = :channel and guest = :guest and lease = :lease and leased_until > now()
  for update
), short as (
  -- A list without a message that may be handled is filled from the guest's backlog.
  select tenant_id, channel, guest
  from held
  where backlog > 0 and cardinality(rest) <= others
), :refill, released as (
  -- The queue is due now if a message is left that is not postponed, and else with the first postponed one.
  update conserje.guest_queues q
  set lease = null, leased_until = null, turns = q.turns + 1, postponed = held.others,
    waiting = held.rest || coalesce(more.ids, '{}'), backlog = held.backlog - coalesce(cardinality(more.ids), 0),
    ready = more.ids is not null or cardinality(held.rest) > held.others,
    due_at = case
      when more.ids is not null or cardinality(held.rest) > held.others then now()
      else coalesce((
        select min(other.not_before)
        from unnest(held.rest) as w (message_id)
        join conserje.inbox other on other.tenant_id = :tenant and other.message_id = w.message_id), now())
      end
  from held
  left join more on true
  where (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)
    and (more.ids is not null or cardinality(held.rest) > 0)
), removed as (
  -- The queue is removed with its last message.
  delete from conserje.guest_queues q
  using held
  where (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)
    and cardinality(held.rest) = 0 and not exists (select from more)
), failed as (
  update conserje.inbox
  set state = 'failed', failures = :number, ended_at = now()
  where tenant_id = :tenant and message_id = :message and exists (select from held)
  returning *
), noted as (
  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
  select :tenant, :message, redrives, :number, :reason, :cause
  from failed
), buried as (
  -- A message that failed again after a redrive is the same dead letter, unsettled again.
  insert into conserje.dlq_permanent_failures as d
    (tenant_id, id, channel, message, reason, error, attempts)
  select tenant_id, message_id, channel,
    jsonb_build_object('provider_id', provider_id, 'guest', guest, 'line', line,
      'content_type', content_type, 'body', body, 'content', content, 'sent_at', sent_at, 'received_at', received_at),
    :reason, :cause, :number
  from failed
  on conflict (tenant_id, id) do update
  set state = 'buried', created_at = now(), reason = excluded.reason, error = excluded.error,
    attempts = excluded.attempts, settled_at = null, settled_by = null, settled_why = null
)
select count(*) from held
