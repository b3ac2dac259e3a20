-- Leases up to :limit guests that are ready and free, and returns the next message of each.
--
-- Hotels take turns. First the claim takes one guest from each hotel that has none in hand, from hotel to hotel, from
-- the one behind :after on, until it has enough. Only if it has been around all hotels and wants more does it rank the
-- other guests: by their place among the ready guests of their hotel, those in hand included. Guests of the same rank
-- are ordered at random.
--
-- Guests of the hotels in :passed are left alone. No hotel gets more than its room: for a hotel in :held that is what
-- it says there, and for any other one its share of :places.
--
-- A guest on a channel in :channels, or who was put aside with one of :keys before, is put aside again and not
-- returned: the claim goes on without it. aside says how many there were.
--
-- Guests who wait for a retry are not ready and stand in another index, so hotels without due work are not passed.
-- ripe says that some of these guests are due by now: promote.sql makes them ready.
with recursive hotels as (
  -- Jumps from hotel to hotel in the index, once around. Each has its first guest: the one in hand, or the one that has
  -- been due for longest. Read row by row, no further than the claim needs.
  select cast(:after as text) as tenant_id, false as wrapped, 0 as nth, cast(null as tid) as place,
    cast(null as bigint) as turns, cast(null as timestamptz) as due_at, cast(null as timestamptz) as leased_until
  union all
  select n.tenant_id, n.wrapped, h.nth + 1, n.place, n.turns, n.due_at, n.leased_until
  from hotels h
  cross join lateral (
    (
      select q.tenant_id, false as wrapped, q.ctid as place, q.turns, q.due_at, q.leased_until
      from conserje.guest_queues q
      where not h.wrapped and q.tenant_id > h.tenant_id and q.ready
      order by q.tenant_id, q.due_at
      limit 1
    )
    union all
    (
      select q.tenant_id, true, q.ctid, q.turns, q.due_at, q.leased_until
      from conserje.guest_queues q
      where q.tenant_id > case when h.wrapped then h.tenant_id else '' end and q.tenant_id <= :after
        and q.ready
      order by q.tenant_id, q.due_at
      limit 1
    )
    limit 1
  ) n
), first as materialized (
  -- Locks guests by their place alone. If turns has changed, another worker recorded an outcome after this statement's
  -- snapshot. The messages that wait now may have come after the snapshot too, so the guest is left for the next claim.
  select l.place, h.nth, h.tenant_id
  from hotels h
  cross join lateral (
    select q.ctid as place
    from conserje.guest_queues q
    where q.ctid = h.place and q.turns = h.turns and coalesce(q.leased_until, q.due_at) <= now()
    for update of q skip locked
  ) l
  where h.due_at <= now() and coalesce(h.leased_until, h.due_at) <= now() and h.tenant_id <> all (:passed)
  limit :limit
), shares as materialized (
  -- For each hotel, the first free guest behind its very first one. in_hand counts the guests before it.
  select h.tenant_id, f.due_at, f.in_hand, random() as tiebreak,
    coalesce(
      (select held.room from unnest(:held, :rooms) as held (tenant_id, room) where held.tenant_id = h.tenant_id),
      greatest(1, :places * coalesce(
        (select t.share from conserje.tenants t where t.tenant_id = h.tenant_id), :percent) / 100))
    - (select count(*) from first where first.tenant_id = h.tenant_id) as room
  from hotels h
  cross join lateral (
    select o.due_at, o.nth - 1 as in_hand
    from (
      select q.due_at, q.leased_until, row_number() over (order by q.due_at) as nth
      from conserje.guest_queues q
      where q.tenant_id = h.tenant_id and q.ready and q.due_at between h.due_at and now()
    ) o
    where o.nth > 1 and (o.leased_until is null or o.leased_until <= now())
    order by o.due_at
    limit 1
  ) f
  where (select count(*) from first) < :limit and h.tenant_id <> all (:passed)
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
      where q.tenant_id = s.tenant_id and q.ready and q.due_at between s.due_at and now()
    ) o
    where o.leased_until is null or o.leased_until <= now()
    order by o.due_at
    limit least(greatest(s.room, 0), 1 + 4 * :limit / (select count(*) from shares))
  ) c
  order by rank, s.tiebreak
  limit 4 * :limit
), others as materialized (
  select q.ctid as place
  from wanted w
  join conserje.guest_queues q on q.ctid = w.place
  where q.turns = w.turns and coalesce(q.leased_until, q.due_at) <= now()
  order by w.rank, w.tiebreak
  limit :limit - (select count(*) from first)
  for update of q skip locked
), leased as (
  update conserje.guest_queues q
  set (ready, due_at, held, lease, leased_until) = (
    select q.ready and a.key is null,
      coalesce(least(a.until, case when a.key is not null then now() + interval '10 minutes' end), q.due_at), a.key,
      case when a.key is null then gen_random_uuid() end,
      case when a.key is null then now() + :lease_micros * interval '1 microsecond' end
    from (select) one
    left join lateral (
      select p.key, p.until
      from unnest(:keys, :hotels, :channels, :untils) as p (key, hotel, channel, until)
      where p.key = q.held or (p.channel = q.channel and p.hotel in ('', q.tenant_id))
      limit 1
    ) a on true)
  from (select place, nth from first union all select place, 0 from others) due
  where q.ctid = due.place
  returning q.tenant_id, q.lease, q.waiting, q.postponed, due.nth
)
select r.ripe, (select cast(count(*) as int) from leased where lease is null) as aside, l.nth, l.lease, l.tenant_id,
  l.message_id, l.channel, l.provider_id, l.guest, l.line, l.content_type, l.body, l.content, l.sent_at,
  l.failures
from (
  select coalesce((
    select true
    from conserje.guest_queues
    where not ready and due_at <= now() and tenant_id <> all (:closed)
    order by due_at
    limit 1), false) as ripe
) r
left join (
  select l.nth, l.lease, m.*
  from leased l
  cross join :first_message m
  where l.lease is not null
) l on true
order by l.seq
