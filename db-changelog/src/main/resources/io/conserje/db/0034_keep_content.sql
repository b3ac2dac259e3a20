--liquibase formatted sql logicalFilePath:io/conserje/db/0034_keep_content.sql

--changeset conserje:0034_keep_content splitStatements:false labels:expand
--comment Everything that a message contains beside its words, and the message as the channel spelled it, for some days.

-- Null for a plain text, and for the messages of earlier versions. They read content_type and body only.
alter table conserje.inbox add column content jsonb;
alter table conserje.unrouted add column content text;
alter table conserje.unrouted add column payload text;

create table conserje.inbox_payloads (
  tenant_id text not null,
  message_id uuid not null,
  payload text not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, message_id),
  foreign key (tenant_id, message_id) references conserje.inbox on delete cascade
);
create index inbox_payloads_received_at on conserje.inbox_payloads (received_at);

alter table conserje.inbox_payloads enable row level security;
alter table conserje.inbox_payloads force row level security;

create policy tenant_isolation on conserje.inbox_payloads for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.inbox_payloads to conserje_tenant;

-- What runs across hotels adds and removes payloads, and reads none.
create policy system_select on conserje.inbox_payloads for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.inbox_payloads for insert to conserje_system
  with check (tenant_id is not null);
create policy system_delete on conserje.inbox_payloads for delete to conserje_system
  using (tenant_id is not null);
grant select (tenant_id, message_id, received_at), insert, delete on conserje.inbox_payloads to conserje_system;

--rollback drop table conserje.inbox_payloads;
--rollback alter table conserje.unrouted drop column payload;
--rollback alter table conserje.unrouted drop column content;
--rollback alter table conserje.inbox drop column content;
