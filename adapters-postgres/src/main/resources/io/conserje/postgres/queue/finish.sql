-- Ends handled messages, of one hotel or of several, and stores their replies.
with ended as (
  select *
  from unnest(:tenants, :messages, :channels, :guests, :leases) as t (tenant_id, message_id, channel, guest, lease)
), held as (
  -- The queues whose leases last, locked in the order of their key as accept.sql locks them: batches that overlap wait
  -- for each other in one direction only. rest: the other waiting messages; others: how many of them are postponed.
  --
  -- Here and below a message is looked up as the first one from its id on, an order that only the primary key has. A
  -- plan for an equality could use any index that begins with the hotel.
  select q.tenant_id, q.channel, q.guest, q.backlog, e.message_id, array_remove(q.waiting, e.message_id) as rest,
    q.postponed - case when q.postponed = 0 then 0 else (
      select cast(count(*) as int)
      from (
        select message_id, not_before
        from conserje.inbox
        where tenant_id = e.tenant_id and message_id >= e.message_id
        order by message_id
        limit 1
      ) own
      where own.message_id = e.message_id and own.not_before is not null) end as others
  from ended e
  join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (e.tenant_id, e.channel, e.guest)
  where q.lease = e.lease and q.leased_until > now()
  order by q.tenant_id, q.channel, q.guest
  for update of q
), short as (
  -- A list without a message that may be handled is filled from the guest's backlog.
  select tenant_id, channel, guest
  from held
  where backlog > 0 and cardinality(rest) <= others
), :refill, kept as materialized (
  -- Joined before the queues are looked up, so that queues that end are not looked up twice.
  select h.tenant_id, h.channel, h.guest, h.backlog, h.rest, h.others, more.ids, :next_due as next_due
  from held h
  left join more on (more.tenant_id, more.channel, more.guest) = (h.tenant_id, h.channel, h.guest)
  where more.ids is not null or cardinality(h.rest) > 0
), released as (
  -- A queue is due at its next turn if a message is left that is not postponed, and else with the first postponed one.
  update conserje.guest_queues q
  set lease = null, leased_until = null, turns = q.turns + 1, postponed = h.others,
    waiting = h.rest || coalesce(h.ids, '{}'), backlog = h.backlog - coalesce(cardinality(h.ids), 0),
    ready = (h.ids is not null or cardinality(h.rest) > h.others) and h.next_due <= now(),
    due_at = case
      when h.ids is not null or cardinality(h.rest) > h.others then h.next_due
      else coalesce((
        select min(other.not_before)
        from unnest(h.rest) as w (message_id)
        cross join lateral (
          select message_id, not_before
          from conserje.inbox
          where tenant_id = h.tenant_id and message_id >= w.message_id
          order by message_id
          limit 1
        ) other
        where other.message_id = w.message_id), now())
      end
  from kept h
  where (q.tenant_id, q.channel, q.guest) = (h.tenant_id, h.channel, h.guest)
), removed as (
  -- A queue is removed with its last message.
  delete from conserje.guest_queues q
  using held h
  where (q.tenant_id, q.channel, q.guest) = (h.tenant_id, h.channel, h.guest) and cardinality(h.rest) = 0
    and not exists (
      select from more where (more.tenant_id, more.channel, more.guest) = (h.tenant_id, h.channel, h.guest))
), handled as (
  update conserje.inbox m
  set state = 'handled', ended_at = now()
  from (
    select i.place
    from held h
    cross join lateral (
      select ctid as place, message_id
      from conserje.inbox
      where tenant_id = h.tenant_id and message_id >= h.message_id
      order by message_id
      limit 1
    ) i
    where i.message_id = h.message_id
  ) own
  where m.ctid = own.place
), replied as (
  -- Of the replies to one message only the first is ready: the end of each makes the next one ready. due_at is when a
  -- claim looks whether that was missed.
  insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, line, body, content, ready, due_at)
  select h.tenant_id, r.reply_id, h.message_id, h.channel, h.guest, r.line, r.body,
    cast(r.content as jsonb), r.nth = 1,
    case when r.nth = 1 then now() else now() + interval '2 seconds' end
  from (
    select *, row_number() over (partition by message_id order by place) as nth
    from unnest(:reply_messages, :reply_ids, :reply_lines, :reply_bodies, :reply_contents)
      with ordinality as u (message_id, reply_id, line, body, content, place)
  ) r
  join held h on h.message_id = r.message_id
  order by r.place
)
select message_id from held
