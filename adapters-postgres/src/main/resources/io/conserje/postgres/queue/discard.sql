-- Discards dead letters: their messages are never retried.
with chosen as (
  :chosen
), settled as (
  update conserje.dlq_permanent_failures d
  set state = 'discarded', settled_at = now(), settled_by = :actor, settled_why = :why
  from chosen
  where d.tenant_id = :tenant and d.id = chosen.id
  returning d.id
), noted as (
  insert into conserje.dlq_events (tenant_id, id, event, actor, why)
  select :tenant, id, 'discarded', :actor, :why
  from settled
)
select id from settled
