--liquibase formatted sql logicalFilePath:io/conserje/db/0033_tell_stores_apart.sql

--changeset conserje:0033_tell_stores_apart splitStatements:false labels:expand
--comment A process says whether it keeps sessions or locks in another store, so that a transfer does not leave them behind.

-- Null from processes of earlier versions, which do not say it.
alter table conserje.processes add column keeps_apart boolean;

--rollback alter table conserje.processes drop column keeps_apart;
