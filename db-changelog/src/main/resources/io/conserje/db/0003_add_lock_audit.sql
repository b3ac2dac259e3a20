--liquibase formatted sql logicalFilePath:io/conserje/db/0003_add_lock_audit.sql

--changeset conserje:0003_add_lock_audit splitStatements:false
--comment What became of every hold and lease.

create table conserje.lock_audit (
  tenant_id text not null references conserje.tenants,
  id bigint generated always as identity,
  resource_id text not null check (length(resource_id) between 1 and 255),
  acquired_at timestamptz not null default now(),
  event text not null check (event in ('acquired', 'extended', 'released', 'expired', 'conflict', 'lost')),
  holder text not null,
  fence bigint,
  details jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index idx_lock_audit_resource_id on conserje.lock_audit (tenant_id, resource_id, acquired_at desc);
create index idx_lock_audit_acquired_at on conserje.lock_audit (tenant_id, acquired_at desc);

alter table conserje.lock_audit enable row level security;
alter table conserje.lock_audit force row level security;

create policy tenant_isolation on conserje.lock_audit for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.lock_audit to conserje_tenant;

create policy system_select on conserje.lock_audit for select to conserje_system
  using (tenant_id is not null);
create policy system_delete on conserje.lock_audit for delete to conserje_system
  using (tenant_id is not null);
grant select, delete on conserje.lock_audit to conserje_system;

--rollback drop table conserje.lock_audit;
