--liquibase formatted sql logicalFilePath:io/conserje/db/0028_keep_unrouted.sql

--changeset conserje:0028_keep_unrouted splitStatements:false labels:expand
--comment Messages that no active hotel could take. They belong to no hotel yet, so only the system sees them.

-- line is empty if the message named none. hotel is the inactive hotel of the message, and else null.
create table conserje.unrouted (
  unrouted_id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  channel text not null,
  provider_id text not null,
  guest text not null,
  line text not null,
  content_type text not null,
  body text not null,
  sent_at timestamptz not null,
  received_at timestamptz not null default now(),
  hotel text,
  constraint unrouted_provider_id unique (channel, provider_id, line)
);
create index unrouted_received_at on conserje.unrouted (received_at);

alter table conserje.unrouted enable row level security;
alter table conserje.unrouted force row level security;

create policy system_select on conserje.unrouted for select to conserje_system
  using (seq > 0);
create policy system_insert on conserje.unrouted for insert to conserje_system
  with check (seq > 0);
create policy system_delete on conserje.unrouted for delete to conserje_system
  using (seq > 0);
grant select, insert, delete on conserje.unrouted to conserje_system;

--rollback drop table conserje.unrouted;
