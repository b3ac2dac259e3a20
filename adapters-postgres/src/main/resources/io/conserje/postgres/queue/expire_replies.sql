-- Ends replies of a hotel that waited for a held line for too long, and makes their guests' next ones ready.
with ended as (
  update conserje.replies r
  set state = 'refused', fate = 'failed', fate_at = now(), ended_at = now(), held_line = null, lease = null,
    reason = 'window_closed', cause = :cause, dead_at = now()
  where r.tenant_id = :tenant and r.reply_id = any (:replies) and r.state = 'pending' and r.held_line is not null
    and r.lease is null
  returning r.tenant_id, r.reply_id, r.channel, r.guest, r.seq
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select tenant_id, reply_id, 'failed', 'conserje', :cause
  from ended
), next as (
  update conserje.replies r
  set ready = true, due_at = now()
  from (
    select distinct n.place
    from ended e
    cross join lateral (
      select ctid as place, reply_id
      from conserje.replies
      where (tenant_id, channel, guest) = (e.tenant_id, e.channel, e.guest) and state = 'pending' and seq > e.seq
        and reply_id <> all (:replies)
      order by seq
      limit 1
    ) n
  ) n
  where r.ctid = n.place and r.state = 'pending' and r.lease is null and r.held_line is null
)
select count(*) from ended
