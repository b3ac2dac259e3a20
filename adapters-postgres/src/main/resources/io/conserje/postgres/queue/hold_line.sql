-- Holds the line of a reply, if the caller's lease lasts, and lets the reply wait for it: it stands in no index that a
-- claim reads.
with parked as (
  update conserje.replies
  set lease = null, ready = false, due_at = 'infinity', held_line = :line, cause = :cause
  where tenant_id = :tenant and reply_id = :reply and state = 'pending' and lease = :lease and due_at > now()
  returning tenant_id, channel
), held as (
  insert into conserje.line_holds as h (tenant_id, channel, line, fix, cause, window_millis, probe_at)
  select tenant_id, channel, :line, :fix, :cause, :window, now() + interval '2 seconds'
  from parked
  on conflict (tenant_id, channel, line) do update
  set fix = excluded.fix, cause = excluded.cause, window_millis = excluded.window_millis,
    probe_at = greatest(h.probe_at, excluded.probe_at), freed_at = null,
    since = case when h.freed_at is null then h.since else now() end
)
select count(*) from parked
