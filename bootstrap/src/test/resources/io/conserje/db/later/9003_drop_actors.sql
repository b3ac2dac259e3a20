--liquibase formatted sql logicalFilePath:io/conserje/db/later/9003_drop_actors.sql

--changeset conserje:9003_drop_actors splitStatements:false labels:contract,loses-data
--comment Processes from before epoch 2 read a column that is dropped.

alter table conserje.tenant_audit drop column actor;
alter table conserje.schema_epoch no force row level security;
update conserje.schema_epoch set oldest_process = 2;
alter table conserje.schema_epoch force row level security;

--rollback alter table conserje.schema_epoch no force row level security;
--rollback update conserje.schema_epoch set oldest_process = 1;
--rollback alter table conserje.schema_epoch force row level security;
--rollback alter table conserje.tenant_audit add column actor text not null default 'unknown';
