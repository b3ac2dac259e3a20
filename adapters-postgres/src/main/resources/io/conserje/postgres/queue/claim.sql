-- Leases up to :limit guests that are due and free, and returns the next message of each.
--
-- Hotels take turns. A guest's rank is its place among the due guests of its hotel, counted after those that the hotel
-- has in hand. Guests of the same rank are ordered at random. So a flood of one hotel does not delay the single message
-- of another.
--
-- The condition tenant_id <> '' always holds. The planner needs it: guest_queues_due_at is a partial index, and is only
-- used where its condition is stated.
with recursive hotels as (
  -- Jumps from hotel to hotel in the index. due_at is where the hotel's guests begin, so that dead index entries before
  -- that point are read once.
  (select tenant_id, due_at from conserje.guest_queues where tenant_id <> '' order by tenant_id, due_at limit 1)
  union all
  select n.tenant_id, n.due_at
  from hotels h
  cross join lateral (
    select q.tenant_id, q.due_at
    from conserje.guest_queues q
    where q.tenant_id > h.tenant_id and q.tenant_id <> ''
    order by q.tenant_id, q.due_at
    limit 1
  ) n
), shares as materialized (
  -- For each hotel, the first guest that is due and free. in_hand counts the guests before it, which are leased.
  select h.tenant_id, f.due_at, f.in_hand, random() as tiebreak
  from hotels h
  cross join lateral (
    select o.due_at, o.nth - 1 as in_hand
    from (
      select q.due_at, q.leased_until, row_number() over (order by q.due_at) as nth
      from conserje.guest_queues q
      where q.tenant_id = h.tenant_id and q.tenant_id <> '' and q.due_at between h.due_at and now()
    ) o
    where o.leased_until is null or o.leased_until <= now()
    order by o.due_at
    limit 1
  ) f
), wanted as materialized (
  -- The candidates, read without locks. There are four times as many as asked for, so that claims that run at the same
  -- time find guests beside each other.
  select c.place, c.turns, s.in_hand + c.nth as rank, s.tiebreak
  from shares s
  cross join lateral (
    select o.place, o.turns, o.nth
    from (
      select q.ctid as place, q.turns, q.due_at, q.leased_until, row_number() over (order by q.due_at) as nth
      from conserje.guest_queues q
      where q.tenant_id = s.tenant_id and q.tenant_id <> '' and q.due_at between s.due_at and now()
    ) o
    where o.leased_until is null or o.leased_until <= now()
    order by o.due_at
    limit 1 + 4 * :limit / (select count(*) from shares)
  ) c
  order by rank, s.tiebreak
  limit 4 * :limit
), due as (
  -- Locks candidates, found by their place alone. With a condition that guest_queues_due_at could serve, a plan made
  -- for a short queue would read a long queue once for each candidate.
  --
  -- If turns has changed, another worker recorded an outcome after this statement's snapshot. The messages that wait
  -- now may have come after the snapshot too, so the guest is left for the next claim.
  select q.ctid as place
  from wanted w
  join conserje.guest_queues q on q.ctid = w.place
  where q.turns = w.turns and coalesce(q.leased_until, q.due_at) <= now()
  order by w.rank, w.tiebreak
  limit :limit
  for update of q skip locked
), leased as (
  update conserje.guest_queues q
  set lease = gen_random_uuid(), leased_until = now() + :lease_micros * interval '1 microsecond'
  from due
  where q.ctid = due.place
  returning q.tenant_id, q.lease, q.waiting, q.postponed
)
select l.lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest, m.line, m.content_type, m.body,
  m.sent_at, m.failures
from leased l
cross join lateral (
  -- The first waiting message that is not postponed. Each is looked up as the first one from its id on, an order that
  -- only the primary key has. A plan for an equality could read all messages of the hotel.
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
) m
order by m.seq
