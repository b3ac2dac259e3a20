--liquibase formatted sql logicalFilePath:io/conserje/db/0013_share_sessions.sql

--changeset conserje:0013_share_sessions splitStatements:false
--comment The sessions of the guests whose messages are claimed together are read together, across hotels.

create policy system_select on conserje.sessions for select to conserje_system
  using (tenant_id is not null);
grant select on conserje.sessions to conserje_system;

--rollback revoke select on conserje.sessions from conserje_system;
--rollback drop policy system_select on conserje.sessions;
