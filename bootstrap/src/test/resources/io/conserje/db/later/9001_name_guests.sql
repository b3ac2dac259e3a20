--liquibase formatted sql logicalFilePath:io/conserje/db/later/9001_name_guests.sql

--changeset conserje:9001_name_guests splitStatements:false labels:expand
--comment A later version adds a column.

alter table conserje.sessions add column guest_name text;
alter table conserje.schema_epoch no force row level security;
update conserje.schema_epoch set epoch = 2;
alter table conserje.schema_epoch force row level security;

--rollback alter table conserje.schema_epoch no force row level security;
--rollback update conserje.schema_epoch set epoch = 1;
--rollback alter table conserje.schema_epoch force row level security;
--rollback alter table conserje.sessions drop column guest_name;
