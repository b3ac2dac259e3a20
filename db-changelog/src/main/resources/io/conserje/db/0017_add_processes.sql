--liquibase formatted sql logicalFilePath:io/conserje/db/0017_add_processes.sql

--changeset conserje:0017_add_processes splitStatements:false labels:contract
--comment What describes this database and not its hotels: closures, processes, and the epoch of the schema.

-- A row stops writes: those of all hotels (*), or those of one. No row means open. A source of a transfer is frozen; a
-- target is closed until the transfer has finished.
create table conserje.closures (
  scope text primary key check (scope = '*' or scope ~ '^[a-z0-9][a-z0-9_-]{1,49}$'),
  kind text not null check (kind in ('frozen', 'closed')),
  reason text not null check (length(reason) between 1 and 1000),
  since timestamptz not null default now()
);

alter table conserje.closures enable row level security;
alter table conserje.closures force row level security;

create policy system_select on conserje.closures for select to conserje_system
  using (true);
grant select on conserje.closures to conserje_system;

-- The processes that use this database, each of which writes its own row. A transaction pooler hides who is connected.
create table conserje.processes (
  id uuid primary key,
  version text not null check (length(version) between 1 and 100),
  epoch int not null check (epoch > 0),
  host text not null check (length(host) between 1 and 300),
  started_at timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  state text not null check (state in ('serving', 'waiting', 'frozen', 'stopping')),
  in_hand int not null check (in_hand >= 0)
);

alter table conserje.processes enable row level security;
alter table conserje.processes force row level security;

create policy system_select on conserje.processes for select to conserje_system
  using (true);
create policy system_insert on conserje.processes for insert to conserje_system
  with check (true);
create policy system_update on conserje.processes for update to conserje_system
  using (true)
  with check (true);
create policy system_delete on conserje.processes for delete to conserje_system
  using (true);
grant select, insert, update, delete on conserje.processes to conserje_system;

-- Which processes fit this schema: a process needs an epoch of the schema, and the schema needs an epoch of the process.
create table conserje.schema_epoch (
  only_row boolean primary key default true check (only_row),
  epoch int not null check (epoch > 0),
  oldest_process int not null check (oldest_process between 1 and epoch)
);
insert into conserje.schema_epoch (epoch, oldest_process) values (1, 1);

alter table conserje.schema_epoch enable row level security;
alter table conserje.schema_epoch force row level security;

create policy system_select on conserje.schema_epoch for select to conserje_system
  using (true);
grant select on conserje.schema_epoch to conserje_system;

-- Processes from before the first epoch cannot know any of this. They say no epoch in their transactions, so they can
-- neither accept a message nor claim one, nor a reply. They can end what they have in hand.
create policy known_epoch on conserje.inbox as restrictive for insert to conserje_tenant, conserje_system
  with check (coalesce(nullif((select current_setting('app.epoch', true)), ''), '0')::int >= 1);
create policy known_epoch on conserje.guest_queues as restrictive for update to conserje_system
  with check (lease is null or coalesce(nullif((select current_setting('app.epoch', true)), ''), '0')::int >= 1);
create policy known_epoch on conserje.replies as restrictive for update to conserje_system
  with check (lease is null or coalesce(nullif((select current_setting('app.epoch', true)), ''), '0')::int >= 1);

--rollback drop policy known_epoch on conserje.replies;
--rollback drop policy known_epoch on conserje.guest_queues;
--rollback drop policy known_epoch on conserje.inbox;
--rollback drop table conserje.schema_epoch;
--rollback drop table conserje.processes;
--rollback drop table conserje.closures;
