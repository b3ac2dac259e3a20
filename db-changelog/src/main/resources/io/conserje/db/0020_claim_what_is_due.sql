--liquibase formatted sql logicalFilePath:io/conserje/db/0020_claim_what_is_due.sql

--changeset conserje:0020_claim_what_is_due splitStatements:false labels:expand
--comment Claims read only what is ready: not what waits for a retry, nor what waits behind something else.

-- Not ready until due_at, and until a claim finds it due after that. Whoever does not know the column goes by due_at, as before.
alter table conserje.guest_queues add column ready boolean not null default true;
-- Not ready while it is leased, waits for a retry, or waits behind another reply to its guest.
alter table conserje.replies add column ready boolean not null default true;

-- Old messages are locked before they are removed, so that several sweeps, and whoever has a row locked, do not wait for each
-- other. A lock is asked for by the policy of updates.
alter policy system_update on conserje.inbox using (state in ('pending', 'handled'));

--rollback alter policy system_update on conserje.inbox using (state = 'pending');
--rollback alter table conserje.replies drop column ready;
--rollback alter table conserje.guest_queues drop column ready;
