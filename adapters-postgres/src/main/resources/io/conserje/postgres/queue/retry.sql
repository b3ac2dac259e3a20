-- Records a failed attempt. The message waits for its retry; with :go_on the guest's later messages may pass it.
with held as (
  -- The queue, if the caller's lease lasts. rest: the other waiting messages; others: how many of them are postponed.
  select tenant_id, channel, guest, waiting, backlog, array_remove(waiting, :message) as rest,
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
  where :go_on and backlog > 0 and cardinality(rest) <= others
), :refill, released as (
  -- With :go_on the queue is due now if a message is left that is not postponed, and else with the first postponed one.
  update conserje.guest_queues q
  set lease = null, leased_until = null, turns = q.turns + 1,
    postponed = held.others + case when :go_on then 1 else 0 end,
    waiting = held.waiting || coalesce(more.ids, '{}'), backlog = held.backlog - coalesce(cardinality(more.ids), 0),
    ready = :go_on and (more.ids is not null or cardinality(held.rest) > held.others),
    due_at = case
      when not :go_on then now() + :pause_micros * interval '1 microsecond'
      when more.ids is not null or cardinality(held.rest) > held.others then now()
      else least(now() + :pause_micros * interval '1 microsecond', (
        select min(other.not_before)
        from unnest(held.rest) as w (message_id)
        join conserje.inbox other on other.tenant_id = :tenant and other.message_id = w.message_id))
      end
  from held
  left join more on true
  where (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)
), failed as (
  update conserje.inbox
  set failures = :number, not_before = case when :go_on then now() + :pause_micros * interval '1 microsecond' end
  where tenant_id = :tenant and message_id = :message and exists (select from held)
  returning redrives
), noted as (
  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
  select :tenant, :message, redrives, :number, :reason, :cause
  from failed
)
select count(*) from held
