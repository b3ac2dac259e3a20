--liquibase formatted sql logicalFilePath:io/conserje/db/0008_add_tenant_audit.sql

--changeset conserje:0008_add_tenant_audit splitStatements:false
--comment Who changed what about a hotel.

create table conserje.tenant_audit (
  tenant_id text not null references conserje.tenants,
  id bigint generated always as identity,
  changed_at timestamptz not null default now(),
  actor text not null check (length(actor) between 1 and 200),
  action text not null check (action in ('registered', 'changed', 'assigned', 'removed')),
  details jsonb not null default '{}',
  primary key (tenant_id, id)
);

alter table conserje.tenant_audit enable row level security;
alter table conserje.tenant_audit force row level security;

create policy tenant_isolation on conserje.tenant_audit for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select on conserje.tenant_audit to conserje_tenant;

create policy system_select on conserje.tenant_audit for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.tenant_audit for insert to conserje_system
  with check (tenant_id is not null);
grant select, insert on conserje.tenant_audit to conserje_system;

-- Liquibase makes its record without a key, which every adviser of databases remarks on.
alter table conserje.databasechangelog
  add constraint databasechangelog_pkey primary key (id, author, filename);

--rollback alter table conserje.databasechangelog drop constraint databasechangelog_pkey;
--rollback drop table conserje.tenant_audit;
