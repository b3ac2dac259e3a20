-- Abandons replies that are dead letters, and about which nobody decided in time.
with late as (
  select tenant_id, reply_id
  from conserje.replies
  where dead_at is not null and settled_at is null and dead_at <= now() - :age_micros * interval '1 microsecond'
    and tenant_id not in (select scope from conserje.closures)
  order by reply_id
  limit :limit
  for update skip locked
), abandoned as (
  update conserje.replies r
  set settled_at = now(), settled_how = 'abandoned', settled_by = 'conserje', settled_why = :why
  from late
  where (r.tenant_id, r.reply_id) = (late.tenant_id, late.reply_id)
  returning r.tenant_id, r.reply_id
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select tenant_id, reply_id, 'abandoned', 'conserje', :why
  from abandoned
)
select count(*) from abandoned
