-- Replies that wait for a held line, and whose guest has written nothing within the window of the channel. Templates
-- are sent at any time.
select r.tenant_id, r.reply_id
from conserje.line_holds h
cross join lateral (
  select tenant_id, reply_id, channel, guest, recorded_at
  from conserje.replies
  where tenant_id = h.tenant_id and channel = h.channel and held_line = h.line and due_at = 'infinity'
    and content ->> 'type' is distinct from 'template'
  order by seq
  limit :limit
) r
where h.window_millis is not null and h.freed_at is null
  and h.tenant_id not in (select scope from conserje.closures)
  and r.recorded_at <= now() - h.window_millis * interval '1 millisecond'
  and not exists (
    select
    from conserje.replies later
    join conserje.inbox m on m.tenant_id = later.tenant_id and m.message_id = later.message_id
    where (later.tenant_id, later.channel, later.guest) = (r.tenant_id, r.channel, r.guest)
      and later.state = 'pending' and m.received_at > now() - h.window_millis * interval '1 millisecond')
limit :limit
