--liquibase formatted sql logicalFilePath:io/conserje/db/0001_initial.sql

--changeset conserje:0001_initial splitStatements:false
--comment Roles, extensions, and the function that every policy asks for the tenant.

-- Roles are the cluster's, not the database's: another database of the same cluster may have made them already.
do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('conserje_tenant', 'nologin noinherit nobypassrls'),
      ('conserje_system', 'nologin noinherit nobypassrls'),
      ('conserje_app', 'login noinherit nobypassrls')) as roles (name, attributes)
  loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
        execute format('create role %I %s', wanted.name, wanted.attributes);
      end if;
    exception
      when duplicate_object or unique_violation then null; -- made at the same moment by somebody else
    end;
  end loop;
end
$$;

-- The service's login may take either role, and so may whoever applies these change sets: a login that was only ever a
-- creator cannot SET ROLE from PostgreSQL 16 on.
grant conserje_tenant, conserje_system to conserje_app;
grant conserje_tenant, conserje_system to current_user;

-- A forgotten LIMIT or a dead client must not hold a connection; the service sets its own, shorter or longer, per
-- transaction. A role's setting works through every pooler.
alter role conserje_app set statement_timeout = '15s';
alter role conserje_app set idle_in_transaction_session_timeout = '10s';

revoke all on schema conserje from public;
grant usage on schema conserje to conserje_tenant, conserje_system;

-- Extensions live beside the data, not among it. What the server refuses is reported and no change set needs it.
do $$
declare
  wanted text;
begin
  create schema if not exists extensions;
  foreach wanted in array array['pg_stat_statements', 'pgcrypto', 'pg_trgm', 'uuid-ossp'] loop
    begin
      execute format('create extension if not exists %I with schema extensions', wanted);
    exception
      when others then
        raise warning 'extension % was not created: %', wanted, sqlerrm;
    end;
  end loop;
exception
  when insufficient_privilege then
    raise warning 'schema extensions was not created: %', sqlerrm;
end
$$;

--rollback revoke all on schema conserje from conserje_tenant, conserje_system;
