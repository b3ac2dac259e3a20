-- Extends a lease that has not ended.
update conserje.guest_queues
set leased_until = now() + :lease_micros * interval '1 microsecond'
where tenant_id = :tenant and channel = :channel and guest = :guest and lease = :lease and leased_until > now()
