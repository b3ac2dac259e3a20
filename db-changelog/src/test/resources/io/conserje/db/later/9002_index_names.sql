--liquibase formatted sql logicalFilePath:io/conserje/db/later/9002_index_names.sql

--changeset conserje:9002_index_names runInTransaction:false labels:expand
--comment An index on a table with data of hotels is built while it is used.

drop index concurrently if exists conserje.sessions_guest_name;
create index concurrently sessions_guest_name on conserje.sessions (tenant_id, guest_name);

--rollback drop index concurrently if exists conserje.sessions_guest_name;
