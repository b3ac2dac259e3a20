--liquibase formatted sql logicalFilePath:io/conserje/db/0035_keep_unreadable.sql

--changeset conserje:0035_keep_unreadable splitStatements:false labels:expand
--comment Parts of deliveries that cannot be read. No redelivery would bring them again.

-- Where the part stood in its delivery; null for a message. body is the part itself.
alter table conserje.unrouted add column place text;

--rollback alter table conserje.unrouted no force row level security;
--rollback delete from conserje.unrouted where place is not null;
--rollback alter table conserje.unrouted force row level security;
--rollback alter table conserje.unrouted drop column place;
