--liquibase formatted sql logicalFilePath:io/conserje/db/0006_add_sessions.sql

--changeset conserje:0006_add_sessions splitStatements:false
--comment Guest sessions, for installations without Redis.

create table conserje.sessions (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  guest text not null,
  version bigint not null check (version > 0),
  attributes jsonb not null,
  last_turn text,
  before_last_turn jsonb,
  expires_at timestamptz not null,
  primary key (tenant_id, channel, guest)
) with (fillfactor = 70);
create index sessions_expires_at on conserje.sessions (tenant_id, expires_at);

alter table conserje.sessions enable row level security;
alter table conserje.sessions force row level security;

create policy tenant_isolation on conserje.sessions for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update, delete on conserje.sessions to conserje_tenant;

--rollback drop table conserje.sessions;
