-- Resends dead letters: they go behind the replies that wait for the same guest. A promotion sees which of them is the
-- guest's first.
with chosen as (
  :chosen
), resent as (
  update conserje.replies r
  set state = 'pending', seq = default, failures = 0, due_at = now(), ready = false, lease = null, provider_id = null,
    cause = null, ended_at = null, fate = null, fate_at = null, uncertain = false, reason = null, code = null,
    dead_at = null, resends = r.resends + 1
  from chosen
  where r.tenant_id = :tenant and r.reply_id = chosen.reply_id
  returning r.reply_id
), noted as (
  insert into conserje.reply_events (tenant_id, reply_id, event, actor, why)
  select :tenant, reply_id, 'resent', :actor, :why
  from resent
)
select count(*) from resent
