--liquibase formatted sql logicalFilePath:io/conserje/db/0004_add_dlq.sql

--changeset conserje:0004_add_dlq splitStatements:false
--comment Messages that were given up after their last retry.

create table conserje.dlq_permanent_failures (
  tenant_id text not null references conserje.tenants,
  id uuid not null,
  channel text not null,
  created_at timestamptz not null default now(),
  message jsonb not null,
  reason text not null,
  error text not null,
  attempts int not null check (attempts > 0),
  primary key (tenant_id, id)
);
create index idx_dlq_permanent_failures_channel on conserje.dlq_permanent_failures (tenant_id, channel, created_at desc);
create index idx_dlq_permanent_failures_created_at on conserje.dlq_permanent_failures (tenant_id, created_at desc);

alter table conserje.dlq_permanent_failures enable row level security;
alter table conserje.dlq_permanent_failures force row level security;

create policy tenant_isolation on conserje.dlq_permanent_failures for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.dlq_permanent_failures to conserje_tenant;

create policy system_select on conserje.dlq_permanent_failures for select to conserje_system
  using (tenant_id is not null);
grant select on conserje.dlq_permanent_failures to conserje_system;

--rollback drop table conserje.dlq_permanent_failures;
