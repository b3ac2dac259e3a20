-- Records the failed attempt of all messages but the first of a turn that has several. retry.sql records that of the
-- first one in the same transaction, and ends the lease.
with held as (
  select tenant_id, channel, guest
  from conserje.guest_queues
  where tenant_id = :tenant and channel = :channel and guest = :guest and lease = :lease and leased_until > now()
  for update
), failed as (
  update conserje.inbox m
  set failures = :number, not_before = case when :go_on then now() + :pause_micros * interval '1 microsecond' end
  from held
  where m.tenant_id = :tenant and m.message_id = any (:others)
  returning m.message_id, m.redrives
), noted as (
  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
  select :tenant, message_id, redrives, :number, :reason, :cause
  from failed
), counted as (
  update conserje.guest_queues q
  set postponed = q.postponed + (select count(*) from failed)
  from held
  where :go_on and (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)
)
select count(*) from held
