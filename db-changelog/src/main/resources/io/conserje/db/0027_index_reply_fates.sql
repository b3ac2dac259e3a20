--liquibase formatted sql logicalFilePath:io/conserje/db/0027_index_reply_fates.sql

--changeset conserje:0027_index_reply_fates runInTransaction:false labels:expand
--comment The indexes of 0026: a reply by the channel's id, by its own, as a dead letter, and by the line it waits for.

drop index concurrently if exists conserje.replies_provider_id;
create index concurrently replies_provider_id on conserje.replies (tenant_id, channel, provider_id)
  where provider_id is not null;
drop index concurrently if exists conserje.replies_id;
create index concurrently replies_id on conserje.replies (reply_id);
drop index concurrently if exists conserje.replies_dead;
create index concurrently replies_dead on conserje.replies (reply_id) where dead_at is not null;
drop index concurrently if exists conserje.replies_held;
create index concurrently replies_held on conserje.replies (tenant_id, channel, held_line, seq)
  where held_line is not null;

--rollback drop index conserje.replies_held;
--rollback drop index conserje.replies_dead;
--rollback drop index conserje.replies_id;
--rollback drop index conserje.replies_provider_id;
