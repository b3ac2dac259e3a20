--liquibase formatted sql logicalFilePath:io/conserje/db/0026_add_reply_fates.sql

--changeset conserje:0026_add_reply_fates splitStatements:false labels:expand
--comment What became of a reply, lines that wait for an operator, and decisions about replies that did not arrive.

-- fate: what the channel reported after it had taken the reply, or failed if it was given up. Older processes leave it null.
-- dead_at: since when the reply is a dead letter; null for others. settled_at: when somebody decided about it.
-- held_line: the reply waits for this line, which is held; empty if no line is known.
alter table conserje.replies
  add column fate text,
  add column fate_at timestamptz,
  add column uncertain boolean not null default false,
  add column reason text,
  add column code int,
  add column dead_at timestamptz,
  add column resends int not null default 0,
  add column settled_at timestamptz,
  add column settled_how text,
  add column settled_by text,
  add column settled_why text,
  add column held_line text;

create table conserje.reply_events (
  tenant_id text not null,
  reply_id uuid not null,
  seq bigint generated always as identity,
  happened_at timestamptz not null default now(),
  event text not null check (event in ('failed', 'resent', 'discarded', 'abandoned')),
  actor text not null check (length(actor) between 1 and 200),
  why text not null,
  primary key (tenant_id, reply_id, seq),
  foreign key (tenant_id, reply_id) references conserje.replies on delete cascade
);

alter table conserje.reply_events enable row level security;
alter table conserje.reply_events force row level security;

create policy tenant_isolation on conserje.reply_events for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.reply_events to conserje_tenant;

-- Lines of hotels that send nothing until an operator has fixed the cause. freed_at: since when it sends again; the row
-- stays until the replies that waited for it have been put back.
create table conserje.line_holds (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  line text not null,
  fix text not null check (length(fix) between 1 and 40),
  cause text not null check (length(cause) <= 1000),
  window_millis bigint check (window_millis > 0),
  since timestamptz not null default now(),
  probe_at timestamptz not null,
  freed_at timestamptz,
  primary key (tenant_id, channel, line)
);

alter table conserje.line_holds enable row level security;
alter table conserje.line_holds force row level security;

create policy tenant_isolation on conserje.line_holds for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.line_holds to conserje_tenant;

create policy system_select on conserje.line_holds for select to conserje_system
  using (tenant_id is not null);
create policy system_update on conserje.line_holds for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
create policy system_delete on conserje.line_holds for delete to conserje_system
  using (freed_at is not null);
grant select, update (probe_at, freed_at), delete on conserje.line_holds to conserje_system;

-- Statuses that came before it was recorded that their reply had been sent. They are kept for an hour.
create table conserje.reply_statuses (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  provider_id text not null check (length(provider_id) between 1 and 255),
  status text not null check (status in ('delivered', 'read', 'failed')),
  code int,
  title text check (length(title) <= 300),
  received_at timestamptz not null default now(),
  primary key (tenant_id, channel, provider_id)
);
create index reply_statuses_received_at on conserje.reply_statuses (received_at);

alter table conserje.reply_statuses enable row level security;
alter table conserje.reply_statuses force row level security;

create policy tenant_isolation on conserje.reply_statuses for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update, delete on conserje.reply_statuses to conserje_tenant;

create policy system_select on conserje.reply_statuses for select to conserje_system
  using (tenant_id is not null);
create policy system_delete on conserje.reply_statuses for delete to conserje_system
  using (tenant_id is not null);
grant select, delete on conserje.reply_statuses to conserje_system;

-- Replies that nobody decided about are abandoned.
create policy system_insert on conserje.reply_events for insert to conserje_system
  with check (event = 'abandoned');
grant insert on conserje.reply_events to conserje_system;
grant update (settled_at, settled_how, settled_by, settled_why, held_line, due_at) on conserje.replies to conserje_system;

--rollback drop table conserje.reply_statuses;
--rollback alter table conserje.replies no force row level security;
--rollback update conserje.replies set due_at = now() where held_line is not null;
--rollback alter table conserje.replies force row level security;
--rollback drop table conserje.line_holds;
--rollback drop table conserje.reply_events;
--rollback revoke update (settled_at, settled_how, settled_by, settled_why, held_line, due_at) on conserje.replies from conserje_system;
--rollback alter table conserje.replies drop column held_line, drop column settled_why, drop column settled_by, drop column settled_how, drop column settled_at, drop column resends, drop column dead_at, drop column code, drop column reason, drop column uncertain, drop column fate_at, drop column fate;
