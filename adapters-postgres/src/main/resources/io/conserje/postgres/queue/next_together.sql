-- A part of finish.sql, if messages wait for each other: when the guest's next turn begins. It is now, unless the latest
-- message has just come.
case
  when h.backlog > 0 or cardinality(h.rest) > :most then now()
  else coalesce((
    select case
      when (array_agg(m.failures + m.redrives order by w.nth))[1] = 0
        then greatest(now(), least(max(m.received_at) + :coalesce_micros * interval '1 microsecond',
          min(m.received_at) + :longest_micros * interval '1 microsecond'))
      end
    from unnest(h.rest) with ordinality as w (message_id, nth)
    cross join lateral (
      select message_id, received_at, failures, redrives, not_before
      from conserje.inbox
      where tenant_id = h.tenant_id and message_id >= w.message_id
      order by message_id
      limit 1
    ) m
    where m.message_id = w.message_id and m.not_before is null), now())
  end
