-- Cancels a message of a hotel: it is not sent, as far as its sending has not begun. What is queued ends as a discarded
-- reply, and the guest's next reply becomes ready.
with stopped as (
  update conserje.outbound_messages
  set state = 'cancelled', ended_at = now(), cancelled_by = :by, cancelled_why = :why
  where tenant_id = :tenant and outbound_id = :outbound and state = 'scheduled'
  returning outbound_id
), ended as (
  update conserje.replies r
  set state = 'refused', fate = 'failed', fate_at = now(), ended_at = now(), held_line = null, reason = 'cancelled',
    cause = 'cancelled before it was sent', dead_at = now(), settled_at = now(), settled_how = 'discarded',
    settled_by = :by, settled_why = :why
  from conserje.outbound_messages o
  where o.tenant_id = :tenant and o.outbound_id = :outbound and o.state = 'queued'
    and r.tenant_id = :tenant and r.reply_id = any (o.reply_ids)
    and r.state = 'pending' and r.lease is null and not r.uncertain
  returning r.reply_id, r.channel, r.guest, r.seq
), marked as (
  update conserje.outbound_messages
  set cancelled_by = :by, cancelled_why = :why
  where tenant_id = :tenant and outbound_id = :outbound and state = 'queued' and exists (select from ended)
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select :tenant, reply_id, 'discarded', :by, :why
  from ended
), next as (
  update conserje.replies r
  set ready = true, due_at = now()
  from (
    select n.place
    from (select channel, guest, min(seq) as seq from ended group by channel, guest) e
    cross join lateral (
      select ctid as place, seq
      from conserje.replies
      where (tenant_id, channel, guest) = (:tenant, e.channel, e.guest) and state = 'pending'
        and reply_id not in (select reply_id from ended)
      order by seq
      limit 1
    ) n
    where n.seq > e.seq
  ) n
  where r.ctid = n.place and r.state = 'pending' and r.lease is null and r.held_line is null and not r.ready
)
select cast((select count(*) from stopped) + (select count(*) from ended) as int) as cancelled,
  exists (
    select from conserje.outbound_messages where tenant_id = :tenant and outbound_id = :outbound) as known
