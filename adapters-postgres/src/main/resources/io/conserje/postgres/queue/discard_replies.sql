-- Discards dead letters: they are never sent.
with chosen as (
  :chosen
), settled as (
  update conserje.replies r
  set settled_at = now(), settled_how = 'discarded', settled_by = :actor, settled_why = :why
  from chosen
  where r.tenant_id = :tenant and r.reply_id = chosen.reply_id
  returning r.reply_id
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select :tenant, reply_id, 'discarded', :actor, :why
  from settled
)
select count(*) from settled
