--liquibase formatted sql logicalFilePath:io/conserje/db/0023_share_places.sql

--changeset conserje:0023_share_places splitStatements:false labels:expand
--comment How much of a process one hotel may take, and how fast replies may be sent.

-- A percentage of a process's places; null for what the process says.
alter table conserje.tenants add column share int;

-- When a line, or a guest of it, has sent all that it was promised. The row of a line has no guest ('').
create table conserje.reply_rates (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  -- Empty for replies that name no line of the hotel.
  line text not null,
  guest text not null,
  free_at timestamptz not null default now(),
  -- How many replies the line may send in a second; null for what the process says.
  per_second int check (per_second between 1 and 1000),
  primary key (tenant_id, channel, line, guest),
  check (guest = '' or per_second is null)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

alter table conserje.reply_rates enable row level security;
alter table conserje.reply_rates force row level security;

create policy tenant_isolation on conserje.reply_rates for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select on conserje.reply_rates to conserje_tenant;

create policy system_select on conserje.reply_rates for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.reply_rates for insert to conserje_system
  with check (tenant_id is not null);
create policy system_update on conserje.reply_rates for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
create policy system_delete on conserje.reply_rates for delete to conserje_system
  using (tenant_id is not null);
grant select, insert, update, delete on conserje.reply_rates to conserje_system;

--rollback drop table conserje.reply_rates;
--rollback alter table conserje.tenants drop column share;
