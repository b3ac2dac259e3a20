-- Ends all messages but the last of turns that have several. finish.sql ends the last ones in the same transaction, with
-- the replies.
with ended as (
  select *
  from unnest(:tenants, :channels, :guests, :leases) as t (tenant_id, channel, guest, lease)
), others as (
  select *
  from unnest(:other_leases, :other_messages) as t (lease, message_id)
), held as materialized (
  -- All queues of the batch, so that finish.sql locks no further one after these: it locks in the order of the key, too.
  select q.tenant_id, q.channel, q.guest, q.lease
  from ended e
  join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (e.tenant_id, e.channel, e.guest)
  where q.lease = e.lease and q.leased_until > now()
  order by q.tenant_id, q.channel, q.guest
  for update of q
), shortened as (
  update conserje.guest_queues q
  set waiting = array(
    select w.message_id
    from unnest(q.waiting) with ordinality as w (message_id, nth)
    where w.message_id <> all (array(select o.message_id from others o where o.lease = h.lease))
    order by w.nth)
  from held h
  where (q.tenant_id, q.channel, q.guest) = (h.tenant_id, h.channel, h.guest)
    and h.lease in (select lease from others)
), handled as (
  update conserje.inbox m
  set state = 'handled', ended_at = now()
  from (
    select i.place
    from held h
    join others o on o.lease = h.lease
    cross join lateral (
      select ctid as place, message_id
      from conserje.inbox
      where tenant_id = h.tenant_id and message_id >= o.message_id
      order by message_id
      limit 1
    ) i
    where i.message_id = o.message_id
  ) own
  where m.ctid = own.place
)
select count(*) from held
