-- Leases up to :limit replies that are ready and due, of each guest the earliest that is not sent.
--
-- Hotels take turns: the claim looks at the next :limit hotels behind :after that have due replies, and takes those
-- first that are the first of their hotel. A reply that is leased, waits for a retry, or waits behind another reply to
-- its guest is not ready and stands in another index, so it is not passed. A reply that is ready and yet waits behind
-- another one is put there: blocked says how many of them this claim has seen.
--
-- Replies of the hotels in :passed are left alone. No hotel gets more than its room, as in claim.sql.
--
-- A line sends :per_line replies a second, or what its row in reply_rates says, and up to a tenth of that at once. A
-- guest gets one each :guest_micros, or :burst at once. free_at of a row is when all that was sent is paid for. A reply
-- over the rate of its line stays ready. A reply over the rate of its guest waits until the guest may get it. A line
-- whose row another claim has locked sends nothing now. A row that is added refers to the hotel's row. If somebody has
-- locked that, what needs a new row stays ready, so that the replies of other hotels do not wait for it.
--
-- ripe says that replies which are not ready are due to be looked at: promote_replies.sql does it. around says that
-- the claim has seen all hotels with due replies.
with recursive hotels as (
  select cast(:after as text) as tenant_id, false as wrapped, 0 as nth, cast(null as timestamptz) as due_at, 0 as seen
  union all
  select n.tenant_id, n.wrapped, h.nth + 1, n.due_at,
    h.seen + case when n.due_at <= now() and n.tenant_id <> all (:passed) then 1 else 0 end
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
  select tenant_id, due_at, nth,
    coalesce(
      (select held.room from unnest(:held, :rooms) as held (tenant_id, room) where held.tenant_id = hotels.tenant_id),
      greatest(1, :places * coalesce(
        (select t.share from conserje.tenants t where t.tenant_id = hotels.tenant_id), :percent) / 100)) as room
  from hotels
  where due_at <= now() and tenant_id <> all (:passed)
), seen as materialized (
  -- is_first: no earlier reply to the guest is unsent. As in claim.sql, it is found by an order that one index has.
  select c.place, c.due_at, c.is_first, c.nth as rank, v.nth, v.tenant_id, v.room, c.channel, c.line, c.guest
  from visited v
  cross join lateral (
    select r.ctid as place, r.due_at, r.channel, coalesce(r.line, '') as line, r.guest,
      row_number() over (order by r.due_at) as nth,
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
), lines as materialized (
  -- The lines of these replies, and how many replies each may send now. noted: a row of the line is there.
  select l.tenant_id, l.channel, l.line, r.free_at is not null as noted,
    case
      when not :limited then :limit
      when r.free_at is not null or not exists (
        select
        from conserje.reply_rates k
        where (k.tenant_id, k.channel, k.line, k.guest) = (l.tenant_id, l.channel, l.line, ''))
      then greatest(0, floor(coalesce(r.per_second, :per_line)
        * (0.1 - extract(epoch from greatest(r.free_at, now()) - now()))) + 1)
      else 0
    end as room
  from (select distinct tenant_id, channel, line from seen where is_first) l
  left join lateral (
    select k.free_at, k.per_second
    from conserje.reply_rates k
    where (k.tenant_id, k.channel, k.line, k.guest) = (l.tenant_id, l.channel, l.line, '') and :limited
    for update skip locked
  ) r on true
), paced as materialized (
  -- The first replies of guests. free_at: when a guest who gets too many may get the next one. noted: a row of the
  -- guest is there.
  select s.*, g.free_at, g.noted,
    row_number() over (partition by s.tenant_id, g.free_at is null order by s.rank) as in_hotel,
    row_number() over (partition by s.tenant_id, s.channel, s.line, g.free_at is null order by s.rank, s.nth) as in_line
  from seen s
  left join lateral (
    select true as noted,
      case
        when k.free_at > now() + (:burst - 1) * :guest_micros * interval '1 microsecond'
        then k.free_at - (:burst - 1) * :guest_micros * interval '1 microsecond'
      end as free_at
    from conserje.reply_rates k
    where :limited and (k.tenant_id, k.channel, k.line, k.guest) = (s.tenant_id, s.channel, s.line, s.guest)
  ) g on true
  where s.is_first
), needed as materialized (
  -- Replies for which a row is to be added.
  select s.place, s.tenant_id
  from paced s
  join lines l on (l.tenant_id, l.channel, l.line) = (s.tenant_id, s.channel, s.line)
  where :limited and s.free_at is null and l.room > 0 and (not l.noted or s.noted is null and :guest_micros > 0)
), open as materialized (
  -- Their hotels, except those whose row somebody has locked. The lock is the one that adding a row takes anyway.
  select n.tenant_id
  from (select distinct tenant_id from needed) n
  cross join lateral (
    select
    from conserje.tenants t
    where t.tenant_id = n.tenant_id
    for key share skip locked
  ) t
), due as materialized (
  -- Locked rows are found by their place, with no condition that an index could serve. A reply that changed after this
  -- statement's snapshot has another due_at, or has ended, and is left for the next claim.
  select r.ctid as place
  from paced s
  join lines l on (l.tenant_id, l.channel, l.line) = (s.tenant_id, s.channel, s.line)
  join conserje.replies r on r.ctid = s.place
  where s.free_at is null and s.in_hotel <= s.room and s.in_line <= l.room
    and (s.place not in (select place from needed) or s.tenant_id in (select tenant_id from open))
    and r.due_at = s.due_at and r.ended_at is null
  order by s.rank, s.nth
  limit :limit
  for update of r skip locked
), waiting as materialized (
  select r.ctid as place, p.free_at
  from seen s
  left join paced p on p.place = s.place
  join conserje.replies r on r.ctid = s.place
  where (not s.is_first or p.free_at is not null) and r.due_at = s.due_at and r.ended_at is null
  for update of r skip locked
), blocked as (
  -- The end of the reply before it makes it ready. due_at is when promote_replies.sql looks whether that was missed.
  update conserje.replies r
  set ready = false,
    due_at = coalesce(waiting.free_at,
      now() + least(greatest(now() - r.recorded_at, interval '2 seconds'), interval '10 minutes'))
  from waiting
  where r.ctid = waiting.place
  returning 1
), leased as (
  -- As in claim.sql, a reply on a paused channel is put aside.
  update conserje.replies r
  set (ready, due_at, held, lease) = (
    select false,
      case
        when a.key is null then now() + :lease_micros * interval '1 microsecond'
        else least(a.until, now() + interval '10 minutes')
        end,
      a.key, case when a.key is null then gen_random_uuid() end
    from (select) one
    left join lateral (
      select p.key, p.until
      from unnest(:keys, :hotels, :channels, :untils) as p (key, hotel, channel, until)
      where p.channel = r.channel and p.hotel in ('', r.tenant_id)
      limit 1
    ) a on true)
  from due
  where r.ctid = due.place
  returning r.*
), noted as (
  -- In the order of the key, so that two claims that add rows wait for each other in one direction only.
  insert into conserje.reply_rates as k (tenant_id, channel, line, guest, free_at)
  select n.tenant_id, n.channel, n.line, n.guest, now() + n.micros * interval '1 microsecond'
  from (
    select s.tenant_id, s.channel, coalesce(s.line, '') as line, '' as guest,
      sum(cast(1000000 as float) / coalesce((
        select r.per_second
        from conserje.reply_rates r
        where (r.tenant_id, r.channel, r.line, r.guest) = (s.tenant_id, s.channel, coalesce(s.line, ''), '')),
      :per_line)) as micros
    from leased s
    where s.lease is not null
    group by s.tenant_id, s.channel, coalesce(s.line, '')
    union all
    select s.tenant_id, s.channel, coalesce(s.line, ''), s.guest, :guest_micros
    from leased s
    where s.lease is not null and :guest_micros > 0
  ) n
  where :limited
  order by n.tenant_id, n.channel, n.line, n.guest
  on conflict (tenant_id, channel, line, guest) do update
  set free_at = greatest(k.free_at, now()) + (excluded.free_at - now())
)
select s.ripe, s.around, s.blocked, s.last, l.tenant_id, l.reply_id, l.channel, l.guest, l.line, l.body,
  l.content, l.failures, l.lease
from (
  select coalesce((
      select true
      from conserje.replies
      where state = 'pending' and not ready and due_at <= now() and tenant_id <> all (:closed)
      order by due_at
      limit 1), false) as ripe,
    (select count(*) from visited) < :limit as around,
    cast((select count(*) from blocked) + (select count(*) from leased where lease is null) as int) as blocked,
    (select tenant_id from visited where nth = (select max(nth) from visited)) as last
) s
left join leased l on l.lease is not null
order by l.seq
