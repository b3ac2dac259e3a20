--liquibase formatted sql logicalFilePath:io/conserje/db/0029_narrow_columns.sql

--changeset conserje:0029_narrow_columns splitStatements:false labels:contract
--comment What runs across hotels may change the columns that it needs, and no hotel, guest or text. It reads which change sets are applied.

-- held and share are columns of earlier change sets that some databases may lack. Columns that were granted one by one stay so.
do $$
declare
  narrowed record;
  columns text;
begin
  for narrowed in
    select *
    from (values
      ('tenants', array['name', 'status', 'business_hours_start', 'business_hours_end', 'business_hours_timezone', 'updated_at',
        'share']),
      ('guest_queues', array['waiting', 'backlog', 'postponed', 'turns', 'due_at', 'ready', 'lease', 'leased_until', 'held']),
      ('replies', array['ready', 'due_at', 'lease', 'held']),
      ('dlq_permanent_failures', array['state', 'settled_at', 'settled_by', 'settled_why']),
      ('processes', array['last_seen', 'state', 'in_hand'])) as n (name, wanted)
  loop
    select string_agg(quote_ident(a.attname), ', ') into columns
    from pg_attribute a
    where a.attrelid = ('conserje.' || narrowed.name)::regclass and a.attnum > 0 and not a.attisdropped
      and (a.attname = any (narrowed.wanted)
        or exists (
          select
          from aclexplode(a.attacl) x
          where x.grantee = 'conserje_system'::regrole and x.privilege_type = 'UPDATE'));
    execute format('revoke update on conserje.%I from conserje_system', narrowed.name);
    execute format('grant update (%s) on conserje.%I to conserje_system', columns, narrowed.name);
  end loop;
end $$;

-- A service sees whether its change sets are applied, without the owner's password.
grant select (id, orderexecuted, dateexecuted) on conserje.databasechangelog to conserje_system;

-- Processes since the first epoch change no other column, so all of them go on.
alter table conserje.schema_epoch no force row level security;
update conserje.schema_epoch set oldest_process = 1 where oldest_process < 1;
alter table conserje.schema_epoch force row level security;

--rollback revoke select (id, orderexecuted, dateexecuted) on conserje.databasechangelog from conserje_system;
--rollback grant update on conserje.tenants, conserje.guest_queues, conserje.replies, conserje.dlq_permanent_failures, conserje.processes to conserje_system;
