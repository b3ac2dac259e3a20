--liquibase formatted sql logicalFilePath:io/conserje/db/0022_keep_backlog.sql

--changeset conserje:0022_keep_backlog splitStatements:false labels:expand
--comment A guest's row lists the next messages only. The rest of a long queue is a row each, in order.

create table conserje.guest_backlog (
  tenant_id text not null references conserje.tenants,
  channel text not null,
  guest text not null,
  seq bigint not null,
  message_id uuid not null,
  primary key (tenant_id, channel, guest, seq)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

alter table conserje.guest_backlog enable row level security;
alter table conserje.guest_backlog force row level security;

create policy tenant_isolation on conserje.guest_backlog for all to conserje_tenant
  using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''))
  with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));
grant select, insert, delete on conserje.guest_backlog to conserje_tenant;

create policy system_select on conserje.guest_backlog for select to conserje_system
  using (tenant_id is not null);
create policy system_insert on conserje.guest_backlog for insert to conserje_system
  with check (tenant_id is not null);
create policy system_delete on conserje.guest_backlog for delete to conserje_system
  using (tenant_id is not null);
grant select, insert, delete on conserje.guest_backlog to conserje_system;

-- How many messages of the guest are there.
alter table conserje.guest_queues add column backlog int not null default 0;

--rollback alter table conserje.guest_queues no force row level security;
--rollback alter table conserje.guest_backlog no force row level security;
--rollback update conserje.guest_queues q set waiting = q.waiting || array(select b.message_id from conserje.guest_backlog b where (b.tenant_id, b.channel, b.guest) = (q.tenant_id, q.channel, q.guest) order by b.seq) where backlog > 0;
--rollback alter table conserje.guest_queues force row level security;
--rollback alter table conserje.guest_queues drop column backlog;
--rollback drop table conserje.guest_backlog;
