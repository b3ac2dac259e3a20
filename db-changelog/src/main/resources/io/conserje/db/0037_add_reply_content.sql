--liquibase formatted sql logicalFilePath:io/conserje/db/0037_add_reply_content.sql

--changeset conserje:0037_add_reply_content splitStatements:false labels:expand
--comment Replies that are more than text: buttons, lists, templates, media and reactions.

-- Null for plain text. body has the words in any case: older processes send those.
alter table conserje.replies add column content jsonb;

--rollback alter table conserje.replies drop column content;
