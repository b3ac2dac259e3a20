--liquibase formatted sql logicalFilePath:io/conserje/db/0010_tune_queue.sql

--changeset conserje:0010_tune_queue splitStatements:false
--comment Fair claims, accepts that share a commit, retries that others may pass, and what retention needs.

-- Claims go hotel by hotel. guest_queues_leased counts what each hotel has in hand: no more rows than there are workers.
drop index conserje.guest_queues_due_at;
create index guest_queues_due_at on conserje.guest_queues (tenant_id, due_at) where pending > 0;
create index guest_queues_leased on conserje.guest_queues (tenant_id) where lease is not null;

-- A failed message that lets the guest's later ones pass waits alone: until not_before. postponed counts such messages.
alter table conserje.inbox add column not_before timestamptz;
alter table conserje.guest_queues add column postponed int not null default 0 check (postponed >= 0);

-- Messages of several hotels are made durable by one statement of the system. It may add fresh ones, and change none.
-- The place in the queue is drawn before the insert, so that rows can go in by their key: no deadlock between deliveries.
create policy system_insert on conserje.inbox for insert to conserje_system
  with check (state = 'pending' and failures = 0 and redrives = 0 and ended_at is null);
grant insert on conserje.inbox to conserje_system;
create policy system_insert on conserje.guest_queues for insert to conserje_system
  with check (pending > 0 and turns = 0 and lease is null);
grant insert on conserje.guest_queues to conserje_system;
grant usage on sequence conserje.inbox_seq_seq to conserje_tenant, conserje_system;

-- What is over is swept by age; attempts and replies go with their message.
create index inbox_ended_at on conserje.inbox (ended_at) where state <> 'pending';
create policy system_delete on conserje.inbox for delete to conserje_system
  using (state <> 'pending');
grant delete on conserje.inbox to conserje_system;
create index guest_queues_idle on conserje.guest_queues (due_at) where pending = 0;
create policy system_delete on conserje.guest_queues for delete to conserje_system
  using (pending = 0);
grant delete on conserje.guest_queues to conserje_system;

-- Every message updates these rows a few times: a fifth of the table is far too late to look after them.
alter table conserje.guest_queues set (
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0.05);
alter table conserje.inbox set (
  fillfactor = 85,
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02);
alter table conserje.replies set (
  fillfactor = 85,
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02);

--rollback alter table conserje.replies reset (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor);
--rollback alter table conserje.inbox reset (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor);
--rollback alter table conserje.guest_queues reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay, autovacuum_analyze_scale_factor);
--rollback revoke delete on conserje.guest_queues from conserje_system;
--rollback drop policy system_delete on conserje.guest_queues;
--rollback drop index conserje.guest_queues_idle;
--rollback revoke delete on conserje.inbox from conserje_system;
--rollback drop policy system_delete on conserje.inbox;
--rollback drop index conserje.inbox_ended_at;
--rollback revoke usage on sequence conserje.inbox_seq_seq from conserje_tenant, conserje_system;
--rollback revoke insert on conserje.guest_queues from conserje_system;
--rollback drop policy system_insert on conserje.guest_queues;
--rollback revoke insert on conserje.inbox from conserje_system;
--rollback drop policy system_insert on conserje.inbox;
--rollback alter table conserje.guest_queues drop column postponed;
--rollback alter table conserje.inbox drop column not_before;
--rollback drop index conserje.guest_queues_leased;
--rollback drop index conserje.guest_queues_due_at;
--rollback create index guest_queues_due_at on conserje.guest_queues (due_at) where pending > 0;
