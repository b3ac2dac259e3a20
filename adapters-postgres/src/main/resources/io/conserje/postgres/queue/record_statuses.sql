-- Records what a channel reports about replies of a hotel. Of several reports on one reply the one that says most counts.
-- A report without a reply waits for it: see reply_statuses.
with reported as (
  select distinct on (channel, provider_id) channel, provider_id, status, cast(code as int) as code, title
  from (
    select *, array_position(array['failed', 'delivered', 'read'], status) as telling
    from unnest(:channels, :provider_ids, :statuses, :codes, :titles)
      as t (channel, provider_id, status, code, title)
  ) r
  order by channel, provider_id, telling desc
), known as materialized (
  -- Locked in one order, so that two deliveries cannot deadlock.
  select r.reply_id, t.*
  from reported t
  join conserje.replies r on r.channel = t.channel and r.provider_id = t.provider_id
  where r.tenant_id = :tenant
  order by r.reply_id
  for update of r
), changed as (
  update conserje.replies r
  set fate = k.status, fate_at = now(),
    reason = case when k.status = 'failed' then 'not_delivered' end,
    code = case when k.status = 'failed' then k.code end,
    cause = case when k.status = 'failed' then
      rtrim(k.channel || ' ' || coalesce(k.code || ': ', '') || coalesce(k.title, '')) else r.cause end,
    dead_at = case when k.status = 'failed' then now() end
  from known k
  where r.tenant_id = :tenant and r.reply_id = k.reply_id and r.state = 'sent'
    and (r.fate is null or r.fate = 'delivered' and k.status = 'read')
  returning r.reply_id, r.line, r.cause, k.channel, k.provider_id, k.status, k.code, k.title
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select :tenant, reply_id, 'failed', channel, cause
  from changed
  where status = 'failed'
), early as (
  insert into conserje.reply_statuses as s (tenant_id, channel, provider_id, status, code, title)
  select :tenant, channel, provider_id, status, code, title
  from reported t
  where not exists (select from known k where (k.channel, k.provider_id) = (t.channel, t.provider_id))
  order by channel, provider_id
  on conflict (tenant_id, channel, provider_id) do update
  set status = excluded.status, code = excluded.code, title = excluded.title
  where s.status = 'delivered' and excluded.status = 'read'
)
select reply_id, line, channel, provider_id, status, code, title from changed
