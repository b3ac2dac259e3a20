-- Stores a batch of messages, of one hotel or of several, and appends the new ones to their guests' queues.
with incoming as (
  -- Sequence numbers follow the order of the batch.
  select *, nextval('conserje.inbox_seq_seq') as seq
  from (
    select *
    from unnest(:tenants, :messages, :channels, :provider_ids, :guests, :lines, :content_types, :bodies, :contents,
      :payloads, :sent_ats)
      with ordinality as t
        (tenant_id, message_id, channel, provider_id, guest, line, content_type, body, content, payload, sent_at, place)
    order by place
  ) delivered
), added as (
  -- Rows are inserted in the order of their key, so that two batches that overlap wait for each other in one direction
  -- only and cannot deadlock. A message that is already stored is left out: it is a duplicate.
  insert into conserje.inbox
    (tenant_id, message_id, seq, channel, provider_id, guest, line, content_type, body, content, sent_at)
  overriding system value
  select tenant_id, message_id, seq, channel, provider_id, guest, line, content_type, body, cast(content as jsonb),
    sent_at
  from incoming
  order by tenant_id, channel, provider_id, place
  on conflict (tenant_id, channel, provider_id) do nothing
  returning tenant_id, message_id, channel, guest, seq, line, sent_at, content_type
), spelled as (
  insert into conserje.inbox_payloads (tenant_id, message_id, payload)
  select a.tenant_id, a.message_id, i.payload
  from added a
  join incoming i on (i.tenant_id, i.message_id) = (a.tenant_id, a.message_id)
  where i.payload is not null
), grouped as materialized (
  select tenant_id, channel, guest, array_agg(message_id order by seq) as ids
  from added
  group by tenant_id, channel, guest
), queued as (
  -- A queue lists the next messages only, about :listed that can be handled, because each write rewrites the list. What
  -- does not fit waits in guest_backlog, and so does what comes after it, until an end has moved it to the list.
  --
  -- A queue that a worker has leased is left as it is: the worker sets due_at when it records the outcome.
  insert into conserje.guest_queues as q (tenant_id, channel, guest, waiting, backlog, due_at, ready)
  select tenant_id, channel, guest, ids[1 : :listed], greatest(cardinality(ids) - :listed, 0),
    now() + :coalesce_micros * interval '1 microsecond', :coalesce_micros = 0
  from grouped
  order by tenant_id, channel, guest
  on conflict (tenant_id, channel, guest) do update
  set waiting = case
      when q.backlog = 0 and cardinality(q.waiting) - q.postponed < :listed then q.waiting || excluded.waiting
      else q.waiting
      end,
    backlog = q.backlog + excluded.backlog + case
      when q.backlog = 0 and cardinality(q.waiting) - q.postponed < :listed then 0
      else cardinality(excluded.waiting)
      end,
    :when_due
  returning q.tenant_id, q.channel, q.guest, q.waiting, q.backlog
), heard as (
  -- When a guest last wrote to a line, five minutes at most before the truth, so that it is seldom written. It reads
  -- from queued, so that rows are locked after those of the queues.
  insert into conserje.guest_last_messages as g (tenant_id, channel, guest, line, last_at)
  select n.tenant_id, n.channel, n.guest, n.line, n.last_at
  from (
    select a.tenant_id, a.channel, a.guest, coalesce(a.line, '') as line, least(now(), max(a.sent_at)) as last_at
    from queued q
    join added a on (a.tenant_id, a.channel, a.guest) = (q.tenant_id, q.channel, q.guest)
    -- What the hotel wrote from the phone is in the guest's queue, too.
    where a.content_type <> 'echo'
    group by a.tenant_id, a.channel, a.guest, coalesce(a.line, '')
  ) n
  left join lateral (
    select k.last_at
    from conserje.guest_last_messages k
    where (k.tenant_id, k.channel, k.guest, k.line) = (n.tenant_id, n.channel, n.guest, n.line)
    order by k.tenant_id, k.channel, k.guest, k.line
    limit 1
  ) known on true
  where known.last_at is null or known.last_at < n.last_at - interval '5 minutes'
  order by n.tenant_id, n.channel, n.guest, n.line
  on conflict (tenant_id, channel, guest, line) do update
  set last_at = greatest(g.last_at, excluded.last_at)
), long as materialized (
  select * from queued where backlog > 0
), kept_back as (
  insert into conserje.guest_backlog (tenant_id, channel, guest, seq, message_id)
  select a.tenant_id, a.channel, a.guest, a.seq, a.message_id
  from long q
  join added a on (a.tenant_id, a.channel, a.guest) = (q.tenant_id, q.channel, q.guest)
  where a.message_id <> all (q.waiting)
  returning tenant_id, channel, guest, seq, message_id
), beyond as materialized (
  -- Messages behind the first :longest of their backlog. They stay in place; refuse.sql makes them dead letters.
  select message_id, seq
  from (
    select k.message_id, k.seq, q.backlog,
      row_number() over (partition by k.tenant_id, k.channel, k.guest order by k.seq desc) as from_end
    from long q
    join kept_back k on (k.tenant_id, k.channel, k.guest) = (q.tenant_id, q.channel, q.guest)
    where q.backlog > :longest
  ) last
  where from_end <= backlog - :longest
)
select a.message_id, b.seq
from added a
left join beyond b on b.message_id = a.message_id
