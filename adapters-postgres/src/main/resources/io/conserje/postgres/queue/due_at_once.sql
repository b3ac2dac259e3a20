-- A part of accept.sql: a queue whose other messages all wait for their retry is due again now.
due_at = case when q.postponed > 0 and q.lease is null then least(q.due_at, now()) else q.due_at end,
ready = q.ready or (q.postponed > 0 and q.lease is null)
