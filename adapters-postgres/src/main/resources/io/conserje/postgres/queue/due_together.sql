-- A part of accept.sql, if messages wait for each other: a queue that is not due yet waits for a pause from this message
-- on. That is bounded from the first message that may be handled. A retry, or a message that was put off, keeps its time.
due_at = case
  when q.lease is null and q.due_at > now() then coalesce((
    select case
      when m.failures + m.redrives = 0
        then greatest(q.due_at, least(now() + :coalesce_micros * interval '1 microsecond',
          m.received_at + :longest_micros * interval '1 microsecond'))
      else q.due_at
      end
    from unnest(q.waiting) with ordinality as w (message_id, nth)
    cross join lateral (
      select message_id, received_at, failures, redrives, not_before
      from conserje.inbox
      where tenant_id = q.tenant_id and message_id >= w.message_id
      order by message_id
      limit 1
    ) m
    where m.message_id = w.message_id and m.not_before is null
    order by w.nth
    limit 1), least(q.due_at, now() + :coalesce_micros * interval '1 microsecond'))
  else q.due_at
  end
