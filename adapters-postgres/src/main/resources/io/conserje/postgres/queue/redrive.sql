-- Redrives dead letters: their messages return to their guests' queues, each to its place by age.
with chosen as (
  :chosen
), settled as (
  update conserje.dlq_permanent_failures d
  set state = 'redriven', settled_at = now(), settled_by = :actor, settled_why = :why, redrives = redrives + 1
  from chosen
  where d.tenant_id = :tenant and d.id = chosen.id
  returning d.id
), noted as (
  insert into conserje.dlq_events (tenant_id, id, event, actor, why)
  select :tenant, id, 'redriven', :actor, :why
  from settled
), returned as (
  update conserje.inbox m
  set state = 'pending', failures = 0, redrives = m.redrives + 1, ended_at = null, not_before = null
  from settled
  where m.tenant_id = :tenant and m.message_id = settled.id
  returning m.channel, m.guest, m.message_id, m.seq
), placed as materialized (
  -- What is younger than the first message of the guest's backlog goes there.
  select r.*, coalesce(r.seq > b.seq, false) as younger
  from returned r
  left join lateral (
    select seq
    from conserje.guest_backlog
    where (tenant_id, channel, guest) = (:tenant, r.channel, r.guest)
    order by tenant_id, channel, guest, seq
    limit 1
  ) b on true
), queued as (
  -- The list is sorted anew. A message that came after this statement's snapshot has no seq here and goes last. due_at
  -- follows the rule of accept.sql.
  insert into conserje.guest_queues as q (tenant_id, channel, guest, waiting)
  select :tenant, channel, guest, array_agg(message_id order by seq)
  from placed
  group by channel, guest
  order by channel, guest
  on conflict (tenant_id, channel, guest) do update
  set waiting = array(
      select w.message_id
      from unnest(q.waiting || array(
        select p.message_id
        from placed p
        where (p.channel, p.guest) = (q.channel, q.guest) and not p.younger)) with ordinality as w (message_id, nth)
      left join conserje.inbox m on (m.tenant_id, m.message_id) = (q.tenant_id, w.message_id)
      order by m.seq nulls last, w.nth),
    backlog = q.backlog + (
      select count(*)
      from placed p
      where (p.channel, p.guest) = (q.channel, q.guest) and p.younger),
    due_at = case when q.postponed > 0 and q.lease is null then least(q.due_at, now()) else q.due_at end,
    ready = q.ready or (q.postponed > 0 and q.lease is null)
  returning q.channel, q.guest, q.waiting
), kept_back as (
  insert into conserje.guest_backlog (tenant_id, channel, guest, seq, message_id)
  select :tenant, p.channel, p.guest, p.seq, p.message_id
  from queued q
  join placed p on (p.channel, p.guest) = (q.channel, q.guest)
  where p.message_id <> all (q.waiting)
)
select id from settled
