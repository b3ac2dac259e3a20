--liquibase formatted sql logicalFilePath:io/conserje/db/0019_add_backups.sql

--changeset conserje:0019_add_backups splitStatements:false labels:expand
--comment The backups that were taken of this database. It describes the database, not the hotels, and no backup holds it.

create table conserje.backups (
  backup_id uuid primary key default gen_random_uuid(),
  taken_at timestamptz not null,
  finished_at timestamptz not null default now(),
  -- Without its folder, which is of no use on another machine.
  file_name text not null check (length(file_name) between 1 and 255),
  bytes bigint not null check (bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Null for a backup of all hotels.
  hotels text[] check (cardinality(hotels) > 0),
  rows bigint not null check (rows >= 0)
);

alter table conserje.backups enable row level security;
alter table conserje.backups force row level security;

-- The owner writes. The system reads, for the age of the last one.
create policy system_select on conserje.backups for select to conserje_system
  using (backup_id is not null);
grant select on conserje.backups to conserje_system;

--rollback drop table conserje.backups;
