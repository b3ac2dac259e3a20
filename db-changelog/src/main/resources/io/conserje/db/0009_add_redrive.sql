--liquibase formatted sql logicalFilePath:io/conserje/db/0009_add_redrive.sql

--changeset conserje:0009_add_redrive splitStatements:false
--comment What becomes of a dead letter, by whose order, and the rounds in which a message was tried.

-- A letter keeps its row when its message is put back: should that fail again, the same row is buried again.
alter table conserje.dlq_permanent_failures
  add column state text not null default 'buried' check (state in ('buried', 'redriven', 'discarded', 'abandoned')),
  add column redrives int not null default 0 check (redrives >= 0),
  add column settled_at timestamptz,
  add column settled_by text,
  add column settled_why text;
-- Letters that wait for somebody, the oldest first, and those that wait no longer: both are swept and counted across hotels.
create index dlq_permanent_failures_buried on conserje.dlq_permanent_failures (created_at) where state = 'buried';
create index dlq_permanent_failures_settled on conserje.dlq_permanent_failures (settled_at) where state <> 'buried';

grant update on conserje.dlq_permanent_failures to conserje_tenant;

create policy system_update on conserje.dlq_permanent_failures for update to conserje_system
  using (state = 'buried')
  with check (state = 'abandoned');
create policy system_delete on conserje.dlq_permanent_failures for delete to conserje_system
  using (state <> 'buried');
grant update, delete on conserje.dlq_permanent_failures to conserje_system;

create table conserje.dlq_events (
  tenant_id text not null,
  id uuid not null,
  seq bigint generated always as identity,
  happened_at timestamptz not null default now(),
  event text not null check (event in ('redriven', 'discarded', 'abandoned')),
  actor text not null,
  why text not null,
  primary key (tenant_id, id, seq),
  foreign key (tenant_id, id) references conserje.dlq_permanent_failures on delete cascade
);

alter table conserje.dlq_events enable row level security;
alter table conserje.dlq_events force row level security;

create policy tenant_isolation on conserje.dlq_events for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.dlq_events to conserje_tenant;

create policy system_insert on conserje.dlq_events for insert to conserje_system
  with check (event = 'abandoned');
grant insert on conserje.dlq_events to conserje_system;

-- A redriven message is tried anew, attempts counted from 1 again: each redrive begins a round.
alter table conserje.inbox add column redrives int not null default 0 check (redrives >= 0);
alter table conserje.inbox_attempts add column round int not null default 0 check (round >= 0);
alter table conserje.inbox_attempts drop constraint inbox_attempts_pkey;
alter table conserje.inbox_attempts
  add constraint inbox_attempts_pkey primary key (tenant_id, message_id, round, number);

--rollback alter table conserje.inbox_attempts no force row level security;
--rollback delete from conserje.inbox_attempts where round > 0;
--rollback alter table conserje.inbox_attempts force row level security;
--rollback alter table conserje.inbox_attempts drop constraint inbox_attempts_pkey;
--rollback alter table conserje.inbox_attempts add constraint inbox_attempts_pkey primary key (tenant_id, message_id, number);
--rollback alter table conserje.inbox_attempts drop column round;
--rollback alter table conserje.inbox drop column redrives;
--rollback drop table conserje.dlq_events;
--rollback revoke update, delete on conserje.dlq_permanent_failures from conserje_system;
--rollback drop policy system_delete on conserje.dlq_permanent_failures;
--rollback drop policy system_update on conserje.dlq_permanent_failures;
--rollback revoke update on conserje.dlq_permanent_failures from conserje_tenant;
--rollback drop index conserje.dlq_permanent_failures_settled;
--rollback drop index conserje.dlq_permanent_failures_buried;
--rollback alter table conserje.dlq_permanent_failures no force row level security;
--rollback delete from conserje.dlq_permanent_failures where state <> 'buried';
--rollback alter table conserje.dlq_permanent_failures force row level security;
--rollback alter table conserje.dlq_permanent_failures drop column settled_why, drop column settled_by, drop column settled_at, drop column redrives, drop column state;
