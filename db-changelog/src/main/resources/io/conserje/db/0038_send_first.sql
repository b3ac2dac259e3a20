--liquibase formatted sql logicalFilePath:io/conserje/db/0038_send_first.sql

--changeset conserje:0038_send_first splitStatements:false labels:expand
--comment Messages with which a hotel writes first, now or later, and when each guest last wrote.

-- Null if the reply answers no message: the hotel wrote first.
alter table conserje.replies alter column message_id drop not null;

-- A message of a hotel. Its parts are the replies reply_ids, which exist once it is queued; outbound_id is the first of
-- them. idempotency_key: the same key is the same message. window_millis: how long after the guest's last message the
-- channel takes it; null if it takes it at any time.
create table conserje.outbound_messages (
  tenant_id text not null references conserje.tenants,
  outbound_id uuid not null,
  idempotency_key text check (length(idempotency_key) between 1 and 200),
  channel text not null,
  guest text not null,
  line text,
  reply_ids uuid[] not null,
  bodies text[] not null,
  contents text[] not null,
  due_at timestamptz not null,
  window_millis bigint check (window_millis > 0),
  state text not null check (state in ('scheduled', 'queued', 'cancelled')),
  recorded_at timestamptz not null default now(),
  recorded_by text not null check (length(recorded_by) between 1 and 200),
  ended_at timestamptz,
  cancelled_by text check (length(cancelled_by) between 1 and 200),
  cancelled_why text check (length(cancelled_why) <= 1000),
  primary key (tenant_id, outbound_id),
  constraint outbound_messages_key unique (tenant_id, idempotency_key)
);
create index outbound_messages_due_at on conserje.outbound_messages (due_at) where state = 'scheduled';
create index outbound_messages_ended_at on conserje.outbound_messages (ended_at) where ended_at is not null;

alter table conserje.outbound_messages enable row level security;
alter table conserje.outbound_messages force row level security;

create policy tenant_isolation on conserje.outbound_messages for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.outbound_messages to conserje_tenant;

create policy system_select on conserje.outbound_messages for select to conserje_system
  using (tenant_id is not null);
-- Ended ones are locked before they are removed, and a lock is asked for by the policy of updates.
create policy system_update on conserje.outbound_messages for update to conserje_system
  using (tenant_id is not null)
  with check (state = 'queued');
create policy system_delete on conserje.outbound_messages for delete to conserje_system
  using (ended_at is not null);
grant select, update (state, ended_at), delete on conserje.outbound_messages to conserje_system;

-- When a guest last wrote to a line, five minutes at most before the truth; line is empty if the message named none.
create table conserje.guest_last_messages (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  guest text not null,
  line text not null,
  last_at timestamptz not null,
  primary key (tenant_id, channel, guest, line)
) with (fillfactor = 80);

alter table conserje.guest_last_messages enable row level security;
alter table conserje.guest_last_messages force row level security;

create policy tenant_isolation on conserje.guest_last_messages for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, update on conserje.guest_last_messages to conserje_tenant;

create policy system_select on conserje.guest_last_messages for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.guest_last_messages for insert to conserje_system
  with check (tenant_id is not null);
create policy system_update on conserje.guest_last_messages for update to conserje_system
  using (tenant_id is not null)
  with check (tenant_id is not null);
create policy system_delete on conserje.guest_last_messages for delete to conserje_system
  using (tenant_id is not null);
grant select, insert, update (last_at), delete on conserje.guest_last_messages to conserje_system;

-- A message that became due after its window had closed is a dead letter at once. Replies to no message are removed with
-- their outbound message.
alter policy system_insert on conserje.replies
  with check (lease is null and failures = 0 and (state = 'pending' and ended_at is null
    or state = 'refused' and message_id is null and reason = 'window_closed'));
alter policy system_insert on conserje.reply_events
  with check (event = 'abandoned' or event = 'failed' and actor = 'conserje');
create policy system_delete on conserje.replies for delete to conserje_system
  using (message_id is null and ended_at is not null);
grant delete on conserje.replies to conserje_system;

--rollback revoke delete on conserje.replies from conserje_system;
--rollback drop policy system_delete on conserje.replies;
--rollback alter policy system_insert on conserje.reply_events with check (event = 'abandoned');
--rollback alter policy system_insert on conserje.replies with check (state = 'pending' and failures = 0 and lease is null and ended_at is null);
--rollback drop table conserje.guest_last_messages;
--rollback drop table conserje.outbound_messages;
--rollback alter table conserje.replies no force row level security;
--rollback delete from conserje.replies where message_id is null;
--rollback alter table conserje.replies force row level security;
--rollback alter table conserje.replies alter column message_id set not null;
