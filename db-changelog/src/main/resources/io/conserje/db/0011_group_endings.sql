--liquibase formatted sql logicalFilePath:io/conserje/db/0011_group_endings.sql

--changeset conserje:0011_group_endings splitStatements:false
--comment Ends of messages of several hotels share a commit, as their acceptance does.

-- The system may end a pending message as handled, in these two columns, and add replies that are to be sent.
create policy system_update on conserje.inbox for update to conserje_system
  using (state = 'pending')
  with check (state = 'handled');
grant update (state, ended_at) on conserje.inbox to conserje_system;
create policy system_insert on conserje.replies for insert to conserje_system
  with check (state = 'pending' and failures = 0 and lease is null and ended_at is null);
grant insert on conserje.replies to conserje_system;

--rollback revoke insert on conserje.replies from conserje_system;
--rollback drop policy system_insert on conserje.replies;
--rollback revoke update (state, ended_at) on conserje.inbox from conserje_system;
--rollback drop policy system_update on conserje.inbox;
