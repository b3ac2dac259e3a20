--liquibase formatted sql logicalFilePath:io/conserje/db/0024_pause_queue.sql

--changeset conserje:0024_pause_queue splitStatements:false labels:expand
--comment What waits because somebody paused it, or because the messages of a hotel fail. It describes this database.

-- An empty hotel, channel or reason means every one.
create table conserje.queue_pauses (
  hotel text not null check (hotel = '' or hotel ~ '^[a-z0-9][a-z0-9_-]{1,49}$'),
  channel text not null check (length(channel) <= 30),
  reason text not null check (length(reason) <= 60),
  since timestamptz not null default now(),
  until timestamptz,
  paused_by text not null check (length(paused_by) between 1 and 100),
  why text not null check (length(why) between 1 and 500),
  primary key (hotel, channel, reason)
);

alter table conserje.queue_pauses enable row level security;
alter table conserje.queue_pauses force row level security;

create policy system_select on conserje.queue_pauses for select to conserje_system
  using (true);
create policy system_insert on conserje.queue_pauses for insert to conserje_system
  with check (true);
create policy system_update on conserje.queue_pauses for update to conserje_system
  using (true)
  with check (true);
create policy system_delete on conserje.queue_pauses for delete to conserje_system
  using (true);
grant select, insert, update, delete on conserje.queue_pauses to conserje_system;

-- free_at is when the next message may be tried.
create table conserje.queue_breakers (
  hotel text primary key check (hotel ~ '^[a-z0-9][a-z0-9_-]{1,49}$'),
  reason text not null check (length(reason) between 1 and 60),
  opened_at timestamptz not null default now(),
  probes bigint not null default 0,
  free_at timestamptz not null default now()
);

alter table conserje.queue_breakers enable row level security;
alter table conserje.queue_breakers force row level security;

create policy system_select on conserje.queue_breakers for select to conserje_system
  using (true);
create policy system_insert on conserje.queue_breakers for insert to conserje_system
  with check (true);
create policy system_update on conserje.queue_breakers for update to conserje_system
  using (true)
  with check (true);
create policy system_delete on conserje.queue_breakers for delete to conserje_system
  using (true);
grant select, insert, update, delete on conserje.queue_breakers to conserje_system;

create table conserje.queue_events (
  id bigint generated always as identity primary key,
  happened_at timestamptz not null default now(),
  -- Empty for what is not about one message.
  hotel text not null default '',
  event text not null
    check (event in ('paused', 'resumed', 'breaker_opened', 'breaker_closed', 'retried', 'cancelled')),
  what text not null check (length(what) between 1 and 300),
  actor text not null check (length(actor) between 1 and 100),
  why text not null check (length(why) between 1 and 500)
);

alter table conserje.queue_events enable row level security;
alter table conserje.queue_events force row level security;

create policy system_select on conserje.queue_events for select to conserje_system
  using (true);
create policy system_insert on conserje.queue_events for insert to conserje_system
  with check (true);
create policy system_delete on conserje.queue_events for delete to conserje_system
  using (happened_at < now() - interval '90 days');
grant select, insert, delete on conserje.queue_events to conserje_system;

-- What operators decided about a message that waits. It belongs to the hotel, as the message does.
create table conserje.queue_decisions (
  tenant_id text not null references conserje.tenants,
  id bigint generated always as identity,
  happened_at timestamptz not null default now(),
  event text not null check (event in ('retried', 'cancelled')),
  message_id uuid not null,
  actor text not null check (length(actor) between 1 and 100),
  why text not null check (length(why) between 1 and 500),
  primary key (tenant_id, id)
);

alter table conserje.queue_decisions enable row level security;
alter table conserje.queue_decisions force row level security;

create policy tenant_isolation on conserje.queue_decisions for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.queue_decisions to conserje_tenant;

create policy system_select on conserje.queue_decisions for select to conserje_system
  using (tenant_id is not null);
create policy system_delete on conserje.queue_decisions for delete to conserje_system
  using (happened_at < now() - interval '90 days');
grant select, delete on conserje.queue_decisions to conserje_system;

-- What a guest, or a reply, was put aside for.
alter table conserje.guest_queues add column held text;
alter table conserje.replies add column held text;

--rollback alter table conserje.replies drop column held;
--rollback alter table conserje.guest_queues drop column held;
--rollback drop table conserje.queue_decisions;
--rollback drop table conserje.queue_events;
--rollback drop table conserje.queue_breakers;
--rollback drop table conserje.queue_pauses;
