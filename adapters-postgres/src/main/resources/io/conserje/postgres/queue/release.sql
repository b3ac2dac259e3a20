-- Gives a guest back untouched. Without a pause the guest keeps its place: due_at stays, and no index is written. held
-- is what it waits for, if somebody may end that sooner.
update conserje.guest_queues
set lease = null, leased_until = null, ready = ready and :pause_micros = 0, held = :held,
  due_at = case when :pause_micros = 0 then due_at else now() + :pause_micros * interval '1 microsecond' end
where tenant_id = :tenant and channel = :channel and guest = :guest and lease = :lease and leased_until > now()
