-- Leases up to :limit replies that are ready and due, of each guest the earliest that is not sent.
--
-- Hotels take turns: the claim looks at the next :limit hotels behind :after that have due replies, and takes those
-- first that are the first of their hotel. A reply that is leased, waits for a retry, or waits behind another reply to
-- its guest is not ready and stands in another index, so it is not passed. A reply that is ready and yet waits behind
-- another one is put there: blocked says how many of them this claim has seen.
--
-- Replies of the hotels in :closed are left alone.
--
-- ripe says that replies which are not ready are due to be looked at: promote_replies.sql does it. around says that
-- the claim has seen all hotels with due replies.
with recursive hotels as (
  select cast(:after as text) as tenant_id, false as wrapped, 0 as nth, cast(null as timestamptz) as due_at, 0 as seen
  union all
  select n.tenant_id, n.wrapped, h.nth + 1, n.due_at,
    h.seen + case when n.due_at <= now() and n.tenant_id <> all (:closed) then 1 else 0 end
  from hotels h
  cross join lateral (
    (
      select r.tenant_id, false as wrapped, r.due_at
      from conserje.replies r
      where not h.wrapped and r.tenant_id > h.tenant_id and r.state = 'pending' and r.ready
      order by r.tenant_id, r.due_at
      limit 1
    )
    union all
    (
      select r.tenant_id, true, r.due_at
      from conserje.replies r
      where r.tenant_id > case when h.wrapped then h.tenant_id else '' end and r.tenant_id <= :after
        and r.state = 'pending' and r.ready
      order by r.tenant_id, r.due_at
      limit 1
    )
    limit 1
  ) n
  where h.seen < :limit
), visited as materialized (
  select tenant_id, due_at, nth from hotels where due_at <= now() and tenant_id <> all (:closed)
), seen as materialized (
  -- is_first: no earlier reply to the guest is unsent. As in claim.sql, it is found by an order that one index has.
  select c.place, c.due_at, c.is_first, c.nth as rank, v.nth, v.tenant_id
  from visited v
  cross join lateral (
    select r.ctid as place, r.due_at, row_number() over (order by r.due_at) as nth,
      r.seq = (
        select e.seq
        from conserje.replies e
        where (e.tenant_id, e.channel, e.guest) = (r.tenant_id, r.channel, r.guest) and e.state = 'pending'
        order by e.seq
        limit 1) as is_first
    from conserje.replies r
    where r.tenant_id = v.tenant_id and r.state = 'pending' and r.ready and r.due_at between v.due_at and now()
    order by r.due_at
    limit 1 + 4 * :limit / (select count(*) from visited)
  ) c
  order by rank, v.nth
  limit 4 * :limit
), due as materialized (
  -- Locked rows are found by their place, with no condition that an index could serve. A reply that changed after this
  -- statement's snapshot has another due_at, or has ended, and is left for the next claim.
  select r.ctid as place
  from seen s
  join conserje.replies r on r.ctid = s.place
  where s.is_first and r.due_at = s.due_at and r.ended_at is null
  order by s.rank, s.nth
  limit :limit
  for update of r skip locked
), waiting as materialized (
  select r.ctid as place
  from seen s
  join conserje.replies r on r.ctid = s.place
  where not s.is_first and r.due_at = s.due_at and r.ended_at is null
  for update of r skip locked
), blocked as (
  -- The end of the reply before it makes it ready. due_at is when promote_replies.sql looks whether that was missed.
  update conserje.replies r
  set ready = false,
    due_at = now() + least(greatest(now() - r.recorded_at, interval '2 seconds'), interval '10 minutes')
  from waiting
  where r.ctid = waiting.place
  returning 1
), leased as (
  update conserje.replies r
  set ready = false, lease = gen_random_uuid(), due_at = now() + :lease_micros * interval '1 microsecond'
  from due
  where r.ctid = due.place
  returning r.*
)
select s.ripe, s.around, s.blocked, s.last, l.tenant_id, l.reply_id, l.channel, l.guest, l.line, l.body, l.failures,
  l.lease
from (
  select coalesce((
      select true
      from conserje.replies
      where state = 'pending' and not ready and due_at <= now() and tenant_id <> all (:closed)
      order by due_at
      limit 1), false) as ripe,
    (select count(*) from visited) < :limit as around,
    cast((select count(*) from blocked) as int) as blocked,
    (select tenant_id from visited where nth = (select max(nth) from visited)) as last
) s
left join leased l on true
order by l.seq
