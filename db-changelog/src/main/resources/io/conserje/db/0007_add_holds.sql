--liquibase formatted sql logicalFilePath:io/conserje/db/0007_add_holds.sql

--changeset conserje:0007_add_holds splitStatements:false
--comment Holds of rooms, leases, the fences that resources have seen, and bookings.

-- The one extension that is needed and not only wanted: it lets one constraint compare a tenant, a room and a range of
-- dates. Every PostgreSQL has it, and from 13 on whoever may create in the database may create it.
create extension if not exists btree_gist with schema extensions;

create table conserje.holds (
  tenant_id text not null references conserje.tenants,
  owner text not null,
  room text not null,
  check_in date not null,
  check_out date not null,
  holder text not null,
  fence bigint not null check (fence > 0),
  extensions int not null default 0 check (extensions >= 0),
  expires_at timestamptz not null,
  primary key (tenant_id, room, owner),
  check (check_in < check_out),
  constraint holds_no_two_of_a_night
    exclude using gist (tenant_id with =, room with =, daterange(check_in, check_out) with &&)
);
-- Stays of a room that are kept here never share a night, so the last that begins before another's end is the only one
-- that can be in its way: an index in the order of check-in answers at once, however many there are.
create index holds_room on conserje.holds (tenant_id, room, check_in);
create index holds_expiry on conserje.holds (tenant_id, room, expires_at);
create index holds_holder on conserje.holds (tenant_id, holder);

alter table conserje.holds enable row level security;
alter table conserje.holds force row level security;

create policy tenant_isolation on conserje.holds for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update, delete on conserje.holds to conserje_tenant;

-- The last fence that each room was held with; claims of a room queue for its row.
create table conserje.room_fences (
  tenant_id text not null references conserje.tenants,
  room text not null,
  fence bigint not null check (fence > 0),
  primary key (tenant_id, room)
) with (fillfactor = 70);

alter table conserje.room_fences enable row level security;
alter table conserje.room_fences force row level security;

create policy tenant_isolation on conserje.room_fences for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.room_fences to conserje_tenant;

-- A released lease stays, without an owner: the next one's fence grows from it.
create table conserje.leases (
  tenant_id text not null references conserje.tenants,
  name text not null,
  owner text,
  holder text,
  fence bigint not null check (fence > 0),
  expires_at timestamptz not null,
  primary key (tenant_id, name)
) with (fillfactor = 70);

alter table conserje.leases enable row level security;
alter table conserje.leases force row level security;

create policy tenant_isolation on conserje.leases for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.leases to conserje_tenant;

-- The last fence that each protected resource has seen.
create table conserje.fences (
  tenant_id text not null references conserje.tenants,
  resource_id text not null check (length(resource_id) between 1 and 255),
  fence bigint not null check (fence > 0),
  seen_at timestamptz not null default now(),
  primary key (tenant_id, resource_id)
);

alter table conserje.fences enable row level security;
alter table conserje.fences force row level security;

create policy tenant_isolation on conserje.fences for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.fences to conserje_tenant;

create table conserje.bookings (
  tenant_id text not null references conserje.tenants,
  booking_id uuid not null,
  owner text not null,
  room text not null,
  check_in date not null,
  check_out date not null,
  holder text not null,
  fence bigint not null check (fence > 0),
  booked_at timestamptz not null default now(),
  primary key (tenant_id, booking_id),
  check (check_in < check_out),
  constraint bookings_one_of_a_hold unique (tenant_id, room, owner),
  constraint bookings_no_two_of_a_night
    exclude using gist (tenant_id with =, room with =, daterange(check_in, check_out) with &&)
);
create index bookings_check_in on conserje.bookings (tenant_id, check_in);

alter table conserje.bookings enable row level security;
alter table conserje.bookings force row level security;

create policy tenant_isolation on conserje.bookings for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, delete on conserje.bookings to conserje_tenant;

-- Events are recorded in batches, across hotels, and forgotten by age.
create policy system_insert on conserje.lock_audit for insert to conserje_system
  with check (tenant_id is not null);
grant insert on conserje.lock_audit to conserje_system;
create index lock_audit_age on conserje.lock_audit (acquired_at, id);

--rollback drop index conserje.lock_audit_age;
--rollback revoke insert on conserje.lock_audit from conserje_system;
--rollback drop policy system_insert on conserje.lock_audit;
--rollback drop table conserje.bookings;
--rollback drop table conserje.fences;
--rollback drop table conserje.leases;
--rollback drop table conserje.room_fences;
--rollback drop table conserje.holds;
