--liquibase formatted sql logicalFilePath:io/conserje/db/0015_narrow_system.sql

--changeset conserje:0015_narrow_system splitStatements:false
--comment The people of a hotel, and their password hashes, are its own: nothing that runs across hotels needs them.

revoke select, insert, update on conserje.users from conserje_system;
drop policy system_select on conserje.users;
drop policy system_insert on conserje.users;
drop policy system_update on conserje.users;

--rollback create policy system_select on conserje.users for select to conserje_system
--rollback   using (tenant_id is not null);
--rollback create policy system_insert on conserje.users for insert to conserje_system
--rollback   with check (tenant_id is not null);
--rollback create policy system_update on conserje.users for update to conserje_system
--rollback   using (tenant_id is not null)
--rollback   with check (tenant_id is not null);
--rollback grant select, insert, update on conserje.users to conserje_system;
