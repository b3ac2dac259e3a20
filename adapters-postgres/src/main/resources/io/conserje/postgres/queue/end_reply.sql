-- Ends a reply, if the caller's lease lasts, and makes the guest's next one ready. One that was not sent becomes a dead
-- letter: it has a reason.
with ended as (
  update conserje.replies
  set state = :state, provider_id = :provider_id, cause = :cause, ended_at = now(), lease = null, held_line = null,
    fate = :fate, fate_at = now(), uncertain = uncertain and :reason is not null,
    reason = :reason, code = :code, dead_at = case when :reason is not null then now() end
  where tenant_id = :tenant and reply_id = :reply and state = 'pending' and lease = :lease and due_at > now()
  returning tenant_id, channel, guest, seq, reply_id, cause, dead_at
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select tenant_id, reply_id, 'failed', channel, coalesce(cause, '')
  from ended
  where dead_at is not null
), next as (
  update conserje.replies r
  set ready = true, due_at = now()
  from (
    select n.place
    from ended e
    cross join lateral (
      select ctid as place
      from conserje.replies
      where (tenant_id, channel, guest) = (e.tenant_id, e.channel, e.guest) and state = 'pending' and seq > e.seq
      order by seq
      limit 1
    ) n
  ) n
  where r.ctid = n.place and r.state = 'pending' and r.lease is null
)
select count(*) from ended
