-- Extends leases of messages and replies, of all hotels. A row that another transaction has locked is passed over, so
-- that it delays no other lease. A lease that is not returned has ended.
with turns as (
  select *
  from unnest(:turn_tenants, :turn_channels, :turn_guests, :turn_leases) as t (tenant_id, channel, guest, lease)
), sendings as (
  select *
  from unnest(:reply_tenants, :reply_ids, :reply_leases) as t (tenant_id, reply_id, lease)
), held_turns as (
  select t.*
  from turns t
  join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (t.tenant_id, t.channel, t.guest)
  where q.lease = t.lease and q.leased_until > now()
), free_turns as (
  select q.tenant_id, q.channel, q.guest
  from held_turns h
  join conserje.guest_queues q on (q.tenant_id, q.channel, q.guest) = (h.tenant_id, h.channel, h.guest)
  where q.lease = h.lease and q.leased_until > now()
  for update of q skip locked
), renewed_turns as (
  update conserje.guest_queues q
  set leased_until = now() + :lease_micros * interval '1 microsecond'
  from free_turns f
  where (q.tenant_id, q.channel, q.guest) = (f.tenant_id, f.channel, f.guest)
  returning q.lease
), held_replies as (
  select t.*
  from sendings t
  join conserje.replies r on (r.tenant_id, r.reply_id) = (t.tenant_id, t.reply_id)
  where r.state = 'pending' and r.lease = t.lease and r.due_at > now()
), free_replies as (
  select r.tenant_id, r.reply_id
  from held_replies h
  join conserje.replies r on (r.tenant_id, r.reply_id) = (h.tenant_id, h.reply_id)
  where r.state = 'pending' and r.lease = h.lease and r.due_at > now()
  for update of r skip locked
), renewed_replies as (
  update conserje.replies r
  set due_at = now() + :lease_micros * interval '1 microsecond'
  from free_replies f
  where (r.tenant_id, r.reply_id) = (f.tenant_id, f.reply_id)
  returning r.lease
)
select h.lease, n.lease is not null as renewed
from held_turns h
left join renewed_turns n on n.lease = h.lease
union all
select h.lease, n.lease is not null as renewed
from held_replies h
left join renewed_replies n on n.lease = h.lease
