-- Records a message of an active hotel, unless its key is known, or it is due now and the channel does not take it. If
-- it is due now, its parts become replies, of which the first is ready, as in finish.sql.
with known as (
  select outbound_id
  from conserje.outbound_messages
  where tenant_id = :tenant and idempotency_key = :key
), heard as (
  -- The guest's last message to the line; to any line if none is given, and that line sends it.
  select line, last_at
  from conserje.guest_last_messages
  where tenant_id = :tenant and channel = :channel and guest = :guest and (:line is null or line = :line)
  order by last_at desc
  limit 1
), terms as (
  select coalesce(:line, nullif((select line from heard), '')) as line,
    coalesce(cast(:not_before as timestamptz) > now(), false) as later,
    cast(:window_millis as bigint) is null
      or coalesce((select last_at > now() - :window_millis * interval '1 millisecond' from heard), false) as open
), active as (
  select true as yes from conserje.tenants where tenant_id = :tenant and status = 'active'
), kept as (
  insert into conserje.outbound_messages
    (tenant_id, outbound_id, idempotency_key, channel, guest, line, reply_ids, bodies, contents, due_at, window_millis,
      state, recorded_by, ended_at)
  select :tenant, :outbound, :key, :channel, :guest, t.line, :reply_ids, :bodies, :contents,
    greatest(now(), cast(:not_before as timestamptz)), :window_millis,
    case when t.later then 'scheduled' else 'queued' end, :by, case when not t.later then now() end
  from terms t
  where (t.open or t.later) and exists (select from active) and not exists (select from known)
  on conflict (tenant_id, idempotency_key) do nothing
  returning outbound_id
), replied as (
  insert into conserje.replies (tenant_id, reply_id, channel, guest, line, body, content, ready, due_at)
  select :tenant, u.reply_id, :channel, :guest, t.line, u.body, cast(u.content as jsonb), u.place = 1,
    case when u.place = 1 then now() else now() + interval '2 seconds' end
  from kept
  cross join terms t
  cross join unnest(:reply_ids, :bodies, :contents) with ordinality as u (reply_id, body, content, place)
  where not t.later
  order by u.place
)
select (select outbound_id from kept) as made, (select outbound_id from known) as known, t.open or t.later as taken,
  exists (select from active) as active
from terms t
