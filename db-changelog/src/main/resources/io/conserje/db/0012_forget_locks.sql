--liquibase formatted sql logicalFilePath:io/conserje/db/0012_forget_locks.sql

--changeset conserje:0012_forget_locks splitStatements:false
--comment Names of leases and fences of resources come and go with the traffic: what is long over is removed across hotels.

-- A lease that lasts is nobody's to remove, and whose it was is not the system's to read. The next one's fence still grows: it
-- comes from the clock.
create policy system_select on conserje.leases for select to conserje_system
  using (tenant_id is not null);
create policy system_delete on conserje.leases for delete to conserje_system
  using (expires_at <= now());
grant select (tenant_id, name, expires_at), delete on conserje.leases to conserje_system;

create policy system_select on conserje.fences for select to conserje_system
  using (tenant_id is not null);
create policy system_delete on conserje.fences for delete to conserje_system
  using (tenant_id is not null);
grant select (tenant_id, resource_id, seen_at), delete on conserje.fences to conserje_system;

--rollback revoke select (tenant_id, resource_id, seen_at), delete on conserje.fences from conserje_system;
--rollback drop policy system_delete on conserje.fences;
--rollback drop policy system_select on conserje.fences;
--rollback revoke select (tenant_id, name, expires_at), delete on conserje.leases from conserje_system;
--rollback drop policy system_delete on conserje.leases;
--rollback drop policy system_select on conserje.leases;
