--liquibase formatted sql logicalFilePath:io/conserje/db/0005_add_messages.sql

--changeset conserje:0005_add_messages splitStatements:false
--comment The inbox, the queue of each guest, and the replies.

create table conserje.inbox (
  tenant_id text not null references conserje.tenants,
  message_id uuid not null,
  seq bigint generated always as identity,
  channel text not null,
  provider_id text not null,
  guest text not null,
  line text,
  content_type text not null,
  body text not null,
  sent_at timestamptz not null,
  received_at timestamptz not null default now(),
  state text not null default 'pending' check (state in ('pending', 'handled', 'failed')),
  failures int not null default 0,
  ended_at timestamptz,
  primary key (tenant_id, message_id),
  constraint inbox_provider_id unique (tenant_id, channel, provider_id)
);
create index inbox_pending on conserje.inbox (tenant_id, channel, guest, seq) where state = 'pending';

alter table conserje.inbox enable row level security;
alter table conserje.inbox force row level security;

create policy tenant_isolation on conserje.inbox for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.inbox to conserje_tenant;

create policy system_select on conserje.inbox for select to conserje_system
  using (tenant_id is not null);
grant select on conserje.inbox to conserje_system;

-- One row a guest, the unit of claiming. due_at is when the guest's next message may be taken: now, after a pause, or, while
-- somebody has it, when that lease ends. turns counts what was recorded of the guest's messages: a claim that locked a row
-- of another count than the one it saw has seen messages that are over, and lets it be. The partial index holds guests with
-- work only, so that claiming costs the same behind any number of finished messages.
create table conserje.guest_queues (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  guest text not null,
  pending int not null check (pending >= 0),
  turns bigint not null default 0,
  due_at timestamptz not null default now(),
  lease uuid,
  primary key (tenant_id, channel, guest)
) with (fillfactor = 70);
create index guest_queues_due_at on conserje.guest_queues (due_at) where pending > 0;

alter table conserje.guest_queues enable row level security;
alter table conserje.guest_queues force row level security;

create policy tenant_isolation on conserje.guest_queues for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.guest_queues to conserje_tenant;

create policy system_select on conserje.guest_queues for select to conserje_system
  using (tenant_id is not null);
create policy system_update on conserje.guest_queues for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
grant select, update on conserje.guest_queues to conserje_system;

create table conserje.inbox_attempts (
  tenant_id text not null,
  message_id uuid not null,
  number int not null check (number > 0),
  reason text not null,
  cause text not null,
  failed_at timestamptz not null default now(),
  primary key (tenant_id, message_id, number),
  foreign key (tenant_id, message_id) references conserje.inbox on delete cascade
);

alter table conserje.inbox_attempts enable row level security;
alter table conserje.inbox_attempts force row level security;

create policy tenant_isolation on conserje.inbox_attempts for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert on conserje.inbox_attempts to conserje_tenant;

create table conserje.replies (
  tenant_id text not null,
  reply_id uuid not null,
  seq bigint generated always as identity,
  message_id uuid not null,
  channel text not null,
  guest text not null,
  line text,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'refused')),
  failures int not null default 0,
  due_at timestamptz not null default now(),
  lease uuid,
  provider_id text,
  cause text,
  recorded_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, reply_id),
  foreign key (tenant_id, message_id) references conserje.inbox on delete cascade
);
create index replies_message_id on conserje.replies (tenant_id, message_id);
create index replies_pending on conserje.replies (tenant_id, channel, guest, seq) where state = 'pending';
create index replies_due_at on conserje.replies (due_at) where state = 'pending';

alter table conserje.replies enable row level security;
alter table conserje.replies force row level security;

create policy tenant_isolation on conserje.replies for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.replies to conserje_tenant;

create policy system_select on conserje.replies for select to conserje_system
  using (tenant_id is not null);
create policy system_update on conserje.replies for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
grant select, update on conserje.replies to conserje_system;

--rollback drop table conserje.replies;
--rollback drop table conserje.inbox_attempts;
--rollback drop table conserje.guest_queues;
--rollback drop table conserje.inbox;
