-- Makes messages of a queue that is too long dead letters, unless they have been moved to the list meanwhile.
with held as (
  select q.tenant_id, q.channel, q.guest
  from conserje.guest_queues q
  where q.tenant_id = :tenant and (q.channel, q.guest) in (
    select channel, guest from unnest(:channels, :guests) as t (channel, guest))
  order by q.tenant_id, q.channel, q.guest
  for update
), cut as (
  delete from conserje.guest_backlog b
  using held h
  join unnest(:channels, :guests, :seqs) as t (channel, guest, seq) on (t.channel, t.guest) = (h.channel, h.guest)
  where (b.tenant_id, b.channel, b.guest, b.seq) = (h.tenant_id, h.channel, h.guest, t.seq)
  returning b.tenant_id, b.channel, b.guest, b.message_id
), shrunk as (
  update conserje.guest_queues q
  set backlog = q.backlog - n.messages
  from (select tenant_id, channel, guest, count(*) as messages from cut group by tenant_id, channel, guest) n
  where (q.tenant_id, q.channel, q.guest) = (n.tenant_id, n.channel, n.guest)
), failed as (
  update conserje.inbox m
  set state = 'failed', failures = 1, ended_at = now()
  from cut
  where (m.tenant_id, m.message_id) = (cut.tenant_id, cut.message_id)
  returning m.*
), noted as (
  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
  select tenant_id, message_id, redrives, 1, :reason, :cause
  from failed
), buried as (
  insert into conserje.dlq_permanent_failures (tenant_id, id, channel, message, reason, error, attempts)
  select tenant_id, message_id, channel,
    jsonb_build_object('provider_id', provider_id, 'guest', guest, 'line', line,
      'content_type', content_type, 'body', body, 'content', content, 'sent_at', sent_at, 'received_at', received_at),
    :reason, :cause, 1
  from failed
)
select count(*) from cut
