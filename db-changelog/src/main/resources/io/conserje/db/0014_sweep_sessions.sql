--liquibase formatted sql logicalFilePath:io/conserje/db/0014_sweep_sessions.sql

--changeset conserje:0014_sweep_sessions splitStatements:false
--comment A guest who does not write again is forgotten all the same: sessions that have expired are removed across hotels.

-- A session that lives is nobody's to remove but its hotel's. The sweep goes from hotel to hotel by sessions_expires_at: an index by
-- expiry alone is one more that every save would have to keep.
create policy system_delete on conserje.sessions for delete to conserje_system
  using (expires_at <= now());
grant delete on conserje.sessions to conserje_system;

--rollback revoke delete on conserje.sessions from conserje_system;
--rollback drop policy system_delete on conserje.sessions;
