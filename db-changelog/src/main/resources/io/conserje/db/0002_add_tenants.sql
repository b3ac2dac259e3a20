--liquibase formatted sql logicalFilePath:io/conserje/db/0002_add_tenants.sql

--changeset conserje:0002_add_tenants splitStatements:false
--comment Hotels, what they are known by, and the people who work there.

create table conserje.tenants (
  tenant_id text primary key check (tenant_id ~ '^[a-z0-9][a-z0-9_-]{1,49}$'),
  name text not null check (length(name) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'inactive')),
  business_hours_start time not null default '09:00',
  business_hours_end time not null default '21:00',
  business_hours_timezone text not null default 'America/Argentina/Buenos_Aires',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

alter table conserje.tenants enable row level security;
alter table conserje.tenants force row level security;

create policy tenant_isolation on conserje.tenants for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select on conserje.tenants to conserje_tenant;

create policy system_select on conserje.tenants for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.tenants for insert to conserje_system
  with check (tenant_id is not null);
create policy system_update on conserje.tenants for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
grant select, insert, update on conserje.tenants to conserje_system;

-- The primary key serves the plan's idx_tenant_user_identifiers_tenant_id, and carries its name. The other one is unique
-- across hotels, so that an identifier resolves to one hotel at most: only the system role may write here, and what it
-- learns from a conflict no tenant sees.
create table conserje.tenant_user_identifiers (
  tenant_id text not null references conserje.tenants,
  channel text not null check (length(channel) between 1 and 30),
  kind text not null check (kind in ('phone', 'email', 'phone_number_id', 'user_id')),
  identifier text not null check (length(identifier) between 1 and 255),
  created_at timestamptz not null default now(),
  constraint idx_tenant_user_identifiers_tenant_id primary key (tenant_id, channel, kind, identifier)
);
create unique index idx_tenant_user_identifiers_identifier
  on conserje.tenant_user_identifiers (identifier, channel, kind);

alter table conserje.tenant_user_identifiers enable row level security;
alter table conserje.tenant_user_identifiers force row level security;

create policy tenant_isolation on conserje.tenant_user_identifiers for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select on conserje.tenant_user_identifiers to conserje_tenant;

create policy system_select on conserje.tenant_user_identifiers for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.tenant_user_identifiers for insert to conserje_system
  with check (tenant_id is not null);
create policy system_delete on conserje.tenant_user_identifiers for delete to conserje_system
  using (tenant_id is not null);
grant select, insert, delete on conserje.tenant_user_identifiers to conserje_system;

create table conserje.users (
  tenant_id text not null references conserje.tenants,
  user_id uuid not null default gen_random_uuid(),
  email text not null check (length(email) between 3 and 255 and email = lower(email)),
  hashed_password text not null,
  role text not null check (role in ('guest', 'receptionist', 'manager', 'admin', 'system')),
  is_active boolean not null default true,
  password_must_change boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, user_id),
  constraint idx_users_tenant_id unique (tenant_id, email)
);

alter table conserje.users enable row level security;
alter table conserje.users force row level security;

create policy tenant_isolation on conserje.users for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update, delete on conserje.users to conserje_tenant;

create policy system_select on conserje.users for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.users for insert to conserje_system
  with check (tenant_id is not null);
create policy system_update on conserje.users for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
grant select, insert, update on conserje.users to conserje_system;

create table conserje.password_history (
  tenant_id text not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  hashed_password text not null,
  primary key (tenant_id, user_id, created_at),
  foreign key (tenant_id, user_id) references conserje.users on delete cascade
);

alter table conserje.password_history enable row level security;
alter table conserje.password_history force row level security;

create policy tenant_isolation on conserje.password_history for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, delete on conserje.password_history to conserje_tenant;

--rollback drop table conserje.password_history;
--rollback drop table conserje.users;
--rollback drop table conserje.tenant_user_identifiers;
--rollback drop table conserje.tenants;
