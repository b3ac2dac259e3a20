--liquibase formatted sql logicalFilePath:io/conserje/db/0021_index_what_is_due.sql

--changeset conserje:0021_index_what_is_due runInTransaction:false labels:expand
--comment The indexes of 0020, and those by which dead letters are found over all hotels. Built beside the traffic.

-- What a build that was cut short has left is of no use, and is built anew.
drop index concurrently if exists conserje.guest_queues_ready;
create index concurrently guest_queues_ready on conserje.guest_queues (tenant_id, due_at) where ready;
drop index concurrently if exists conserje.guest_queues_later;
create index concurrently guest_queues_later on conserje.guest_queues (due_at) where not ready;
drop index concurrently if exists conserje.replies_ready;
create index concurrently replies_ready on conserje.replies (tenant_id, due_at) where state = 'pending' and ready;
drop index concurrently if exists conserje.replies_later;
create index concurrently replies_later on conserje.replies (due_at) where state = 'pending' and not ready;
drop index concurrently if exists conserje.dlq_permanent_failures_newest;
create index concurrently dlq_permanent_failures_newest
  on conserje.dlq_permanent_failures (created_at desc, id desc);
drop index concurrently if exists conserje.dlq_permanent_failures_id;
create index concurrently dlq_permanent_failures_id on conserje.dlq_permanent_failures (id);

--rollback drop index conserje.dlq_permanent_failures_id;
--rollback drop index conserje.dlq_permanent_failures_newest;
--rollback drop index conserje.replies_later;
--rollback drop index conserje.replies_ready;
--rollback drop index conserje.guest_queues_later;
--rollback drop index conserje.guest_queues_ready;
