-- Moves messages that are due to the replies. One whose window has closed meanwhile becomes a dead letter.
with due as (
  select ctid as place
  from conserje.outbound_messages
  where state = 'scheduled' and due_at <= now()
    and tenant_id not in (select scope from conserje.closures)
  order by due_at
  limit :limit
  for update skip locked
), moved as (
  update conserje.outbound_messages o
  set state = 'queued', ended_at = now()
  from due
  where o.ctid = due.place
  returning o.*
), judged as materialized (
  select m.*, m.window_millis is null or exists (
      select
      from conserje.guest_last_messages g
      where (g.tenant_id, g.channel, g.guest) = (m.tenant_id, m.channel, m.guest)
        and (m.line is null or g.line = m.line)
        and g.last_at > now() - m.window_millis * interval '1 millisecond') as open
  from moved m
), replied as (
  insert into conserje.replies
    (tenant_id, reply_id, channel, guest, line, body, content, state, ready, due_at, ended_at, reason, cause, fate,
      fate_at, dead_at)
  select j.tenant_id, u.reply_id, j.channel, j.guest, j.line, u.body, cast(u.content as jsonb),
    case when j.open then 'pending' else 'refused' end, u.place = 1,
    case when u.place = 1 then now() else now() + interval '2 seconds' end,
    case when not j.open then now() end, case when not j.open then 'window_closed' end,
    case when not j.open then :cause end, case when not j.open then 'failed' end,
    case when not j.open then now() end, case when not j.open then now() end
  from judged j
  cross join unnest(j.reply_ids, j.bodies, j.contents) with ordinality as u (reply_id, body, content, place)
  order by j.due_at, j.outbound_id, u.place
  returning tenant_id, reply_id, dead_at
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select tenant_id, reply_id, 'failed', 'conserje', :cause
  from replied
  where dead_at is not null
)
select cast(count(*) as int) as moved, cast(count(*) filter (where not open) as int) as late from judged
