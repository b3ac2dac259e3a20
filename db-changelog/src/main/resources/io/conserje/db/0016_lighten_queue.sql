--liquibase formatted sql logicalFilePath:io/conserje/db/0016_lighten_queue.sql

--changeset conserje:0016_lighten_queue splitStatements:false
--comment A guest's queue names its messages, is leased without touching an index, and goes with its last message.

-- What follows reads and changes the rows of all hotels, which the owner of a forced policy cannot.
alter table conserje.guest_queues no force row level security;
alter table conserje.inbox no force row level security;

-- The messages that are not over, in their order: whoever claims finds the first by its key. due_at says no more than when the
-- guest may next be served, and stands still while somebody does: leased_until says how long. So neither a claim, nor a renewal,
-- nor the end of a guest's last message writes to an index.
alter table conserje.guest_queues
  add column waiting uuid[] not null default '{}',
  add column leased_until timestamptz;
insert into conserje.guest_queues (tenant_id, channel, guest, pending)
select tenant_id, channel, guest, count(*)
from conserje.inbox
where state = 'pending'
group by tenant_id, channel, guest
on conflict (tenant_id, channel, guest) do update set pending = excluded.pending;
update conserje.guest_queues q
set waiting = array(
    select m.message_id
    from conserje.inbox m
    where (m.tenant_id, m.channel, m.guest) = (q.tenant_id, q.channel, q.guest) and m.state = 'pending'
    order by m.seq),
  leased_until = case when lease is not null then due_at end,
  due_at = case when lease is not null then least(due_at, now()) else due_at end
where pending > 0;
delete from conserje.guest_queues where cardinality(waiting) = 0;
alter table conserje.guest_queues
  alter column waiting drop default,
  alter column waiting set storage external,
  add constraint guest_queues_waiting_check check (cardinality(waiting) > 0),
  add constraint guest_queues_lease_check check ((lease is null) = (leased_until is null)),
  set (toast.autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_vacuum_threshold = 500);

drop policy system_insert on conserje.guest_queues;
drop policy system_delete on conserje.guest_queues;
drop index conserje.guest_queues_due_at;
drop index conserje.guest_queues_leased;
drop index conserje.guest_queues_idle;
alter table conserje.guest_queues drop column pending;
-- The condition always holds, and only those name it who want this index: what finds a guest by its key can then not be planned to
-- read all of the hotel's by it, which on an empty queue looks as good.
create index guest_queues_due_at on conserje.guest_queues (tenant_id, due_at) where tenant_id <> '';
create policy system_insert on conserje.guest_queues for insert to conserje_system
  with check (turns = 0 and lease is null and postponed = 0);
create policy system_delete on conserje.guest_queues for delete to conserje_system
  using (lease is not null and cardinality(waiting) = 1);
create policy with_the_last_message on conserje.guest_queues as restrictive for delete to conserje_tenant
  using (lease is not null and cardinality(waiting) = 1);
grant delete on conserje.guest_queues to conserje_tenant;

-- What is long over is found by when it came, which no end changes.
drop index conserje.inbox_pending;
drop index conserje.inbox_ended_at;
create index inbox_received_at on conserje.inbox (received_at);

alter table conserje.inbox force row level security;
alter table conserje.guest_queues force row level security;

--rollback alter table conserje.guest_queues no force row level security;
--rollback drop index conserje.inbox_received_at;
--rollback create index inbox_ended_at on conserje.inbox (ended_at) where state <> 'pending';
--rollback create index inbox_pending on conserje.inbox (tenant_id, channel, guest, seq) where state = 'pending';
--rollback revoke delete on conserje.guest_queues from conserje_tenant;
--rollback drop policy with_the_last_message on conserje.guest_queues;
--rollback drop policy system_delete on conserje.guest_queues;
--rollback drop policy system_insert on conserje.guest_queues;
--rollback drop index conserje.guest_queues_due_at;
--rollback alter table conserje.guest_queues add column pending int not null default 0 check (pending >= 0);
--rollback update conserje.guest_queues set pending = cardinality(waiting), due_at = coalesce(leased_until, due_at);
--rollback alter table conserje.guest_queues alter column pending drop default;
--rollback alter table conserje.guest_queues drop column leased_until, drop column waiting, reset (toast.autovacuum_vacuum_scale_factor, toast.autovacuum_vacuum_threshold);
--rollback create index guest_queues_idle on conserje.guest_queues (due_at) where pending = 0;
--rollback create index guest_queues_leased on conserje.guest_queues (tenant_id) where lease is not null;
--rollback create index guest_queues_due_at on conserje.guest_queues (tenant_id, due_at) where pending > 0;
--rollback create policy system_insert on conserje.guest_queues for insert to conserje_system with check (pending > 0 and turns = 0 and lease is null);
--rollback create policy system_delete on conserje.guest_queues for delete to conserje_system using (pending = 0);
--rollback alter table conserje.guest_queues force row level security;
