-- A part of the claims: of each lease in "leased", the first waiting message that is not postponed. Each is looked up as the
-- first one from its id on, an order that only the primary key has. A plan for an equality could read all messages of the
-- hotel.
lateral (
  select m.*
  from unnest(l.waiting) with ordinality as w (message_id, nth)
  cross join lateral (
    select *
    from conserje.inbox
    where tenant_id = l.tenant_id and message_id >= w.message_id
    order by message_id
    limit 1
  ) m
  where m.message_id = w.message_id and (l.postponed = 0 or m.not_before is null or m.not_before <= now())
  order by w.nth
  limit 1
)
