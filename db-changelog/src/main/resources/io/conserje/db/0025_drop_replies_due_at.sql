--liquibase formatted sql logicalFilePath:io/conserje/db/0025_drop_replies_due_at.sql

--changeset conserje:0025_drop_replies_due_at splitStatements:false labels:contract
--comment Claims of replies read replies_ready since 0021, so the index before it only costs writes.

drop index conserje.replies_due_at;

-- A process since the first epoch finds replies without it.
alter table conserje.schema_epoch no force row level security;
update conserje.schema_epoch set oldest_process = 1 where oldest_process < 1;
alter table conserje.schema_epoch force row level security;

--rollback create index replies_due_at on conserje.replies (due_at) where state = 'pending';
