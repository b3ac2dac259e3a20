-- Stores a batch of messages, of one hotel or of several, and appends the new ones to their guests' queues.
with incoming as (
  -- Sequence numbers follow the order of the batch.
  select *, nextval('conserje.inbox_seq_seq') as seq
  from (
    select *
    from unnest(:tenants, :messages, :channels, :provider_ids, :guests, :lines, :content_types, :bodies, :sent_ats)
      with ordinality as t
        (tenant_id, message_id, channel, provider_id, guest, line, content_type, body, sent_at, place)
    order by place
  ) delivered
), added as (
  -- Rows are inserted in the order of their key, so that two batches that overlap wait for each other in one direction
  -- only and cannot deadlock. A message that is already stored is left out: it is a duplicate.
  insert into conserje.inbox
    (tenant_id, message_id, seq, channel, provider_id, guest, line, content_type, body, sent_at)
  overriding system value
  select tenant_id, message_id, seq, channel, provider_id, guest, line, content_type, body, sent_at
  from incoming
  order by tenant_id, channel, provider_id, place
  on conflict (tenant_id, channel, provider_id) do nothing
  returning tenant_id, message_id, channel, guest, seq
), queued as (
  -- A queue whose other messages all wait for their retry is due again now. A queue that a worker has leased is left
  -- as it is: the worker sets due_at when it records the outcome.
  insert into conserje.guest_queues as q (tenant_id, channel, guest, waiting)
  select tenant_id, channel, guest, array_agg(message_id order by seq)
  from added
  group by tenant_id, channel, guest
  order by tenant_id, channel, guest
  on conflict (tenant_id, channel, guest) do update
  set waiting = q.waiting || excluded.waiting,
    due_at = case when q.postponed > 0 and q.lease is null then least(q.due_at, now()) else q.due_at end
)
select message_id from added
