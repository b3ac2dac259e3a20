package io.conserje.db.verify;

import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import java.util.List;
import java.util.stream.Stream;

/** The rules of a schema that keeps hotels apart. Each row of a query is a finding. */
final class Rules {

    /** The schema's tables without Liquibase's, which have no data of hotels and are granted to no role. */
    private static final String TABLES = """
            with tables as (
              select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner,
                     format('%I.%I', n.nspname, c.relname) as name,
                     exists (select from pg_attribute a
                             where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as has_tenant
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = $schema and c.relkind in ('r', 'p') and c.relname not like 'databasechangelog%'
            )
            """;

    /** The condition of a policy that isolates hotels, as part of an SQL literal. It stands for {@code $own_rows}. */
    private static final String OWN_ROWS =
            "tenant_id = nullif((select current_setting(''app.current_tenant_id'', true)), '''')";

    private static final List<Rule> INDEXES = List.of(
            new Rule(Area.INDEXES, Severity.ERROR, """
                    select 'index ' || $schema || '.' || wanted.name, 'It is missing.',
                           format('create %s %I on %I.%s;', wanted.kind, wanted.name, $schema, wanted.columns)
                    from (values
                      ('idx_tenant_user_identifiers_identifier', 'unique index',
                       'tenant_user_identifiers (identifier, channel, kind)'),
                      ('idx_tenant_user_identifiers_tenant_id', 'unique index',
                       'tenant_user_identifiers (tenant_id, channel, kind, identifier)'),
                      ('idx_lock_audit_resource_id', 'index', 'lock_audit (tenant_id, resource_id, acquired_at desc)'),
                      ('idx_lock_audit_acquired_at', 'index', 'lock_audit (tenant_id, acquired_at desc)'),
                      ('idx_dlq_permanent_failures_channel', 'index',
                       'dlq_permanent_failures (tenant_id, channel, created_at desc)'),
                      ('idx_dlq_permanent_failures_created_at', 'index',
                       'dlq_permanent_failures (tenant_id, created_at desc)'),
                      ('idx_users_tenant_id', 'unique index', 'users (tenant_id, email)'),
                      ('inbox_received_at', 'index', 'inbox (received_at)'),
                      ('guest_queues_due_at', 'index', 'guest_queues (tenant_id, due_at) where tenant_id <> '''''),
                      ('guest_queues_ready', 'index', 'guest_queues (tenant_id, due_at) where ready'),
                      ('guest_queues_later', 'index', 'guest_queues (due_at) where not ready'),
                      ('replies_message_id', 'index', 'replies (tenant_id, message_id)'),
                      ('replies_pending', 'index',
                       'replies (tenant_id, channel, guest, seq) where state = ''pending'''),
                      ('replies_ready', 'index', 'replies (tenant_id, due_at) where state = ''pending'' and ready'),
                      ('replies_later', 'index', 'replies (due_at) where state = ''pending'' and not ready'),
                      ('dlq_permanent_failures_newest', 'index',
                       'dlq_permanent_failures (created_at desc, id desc)'),
                      ('dlq_permanent_failures_id', 'index', 'dlq_permanent_failures (id)'),
                      ('dlq_permanent_failures_buried', 'index',
                       'dlq_permanent_failures (created_at) where state = ''buried'''),
                      ('dlq_permanent_failures_settled', 'index',
                       'dlq_permanent_failures (settled_at) where state <> ''buried''')
                    ) as wanted (name, kind, columns)
                    where not exists (
                      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                      where n.nspname = $schema and c.relname = wanted.name and c.relkind in ('i', 'I'))
                    """),
            overTables(Area.INDEXES, Severity.ERROR, """
                    select 'index ' || i.indexrelid::regclass, 'It is invalid: its creation was interrupted.',
                           format('reindex index concurrently %s;', i.indexrelid::regclass)
                    from tables t join pg_index i on i.indrelid = t.oid
                    where not i.indisvalid
                    """),
            overTables(Area.INDEXES, Severity.WARNING, """
                    , indexes as (
                      select i.*, t.name, i.indkey::text as columns, i.indclass::text as classes,
                             coalesce(pg_get_expr(i.indpred, i.indrelid), '') as predicate,
                             coalesce(pg_get_expr(i.indexprs, i.indrelid), '') as expressions,
                             case when i.indisprimary then 0 when i.indisunique then 1 else 2 end as rank
                      from tables t join pg_index i on i.indrelid = t.oid
                    )
                    select distinct on (less.indexrelid)
                           'index ' || less.indexrelid::regclass,
                           format('It is redundant: %s serves the same queries.', more.indexrelid::regclass),
                           format('drop index %s;', less.indexrelid::regclass)
                    from indexes less join indexes more
                      on more.indrelid = less.indrelid and more.indexrelid <> less.indexrelid
                     and more.predicate = less.predicate and more.expressions = less.expressions
                    where (more.columns = less.columns and more.classes = less.classes
                           and (more.rank, more.indexrelid) < (less.rank, less.indexrelid))
                       or (less.rank = 2 and more.columns like less.columns || ' %'
                           and more.classes like less.classes || ' %')
                    """),
            overTables(Area.INDEXES, Severity.WARNING, """
                    select 'table ' || t.name,
                           format('No index begins with the columns of its foreign key %I.', f.conname),
                           format('create index on %s (%s);', t.name,
                             (select string_agg(quote_ident(a.attname), ', ' order by k.place)
                              from unnest(f.conkey) with ordinality as k (attnum, place)
                              join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum))
                    from tables t join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
                    where not exists (
                      select from pg_index i
                      where i.indrelid = t.oid and i.indisvalid and i.indpred is null
                        and (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(f.conkey)] = f.conkey)
                    """));

    private static final List<Rule> KEYS = List.of(
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name, 'It has no primary key.',
                           format('alter table %s add primary key (tenant_id, id);', t.name)
                    from tables t
                    where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name,
                           format('Its key %s does not begin with tenant_id: it reveals to a hotel what another has.',
                                  i.indexrelid::regclass),
                           case when k.conname is null
                             then format('drop index %s; -- then create it again with tenant_id first',
                                         i.indexrelid::regclass)
                             else format('alter table %s drop constraint %I; alter table %s add constraint %I %s;',
                                         t.name, k.conname, t.name, k.conname,
                                         replace(pg_get_constraintdef(k.oid), '(', '(tenant_id, '))
                           end
                    from tables t
                    join pg_index i on i.indrelid = t.oid and i.indisunique
                    join pg_class c on c.oid = i.indexrelid
                    left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = t.oid
                                             and k.contype in ('p', 'u')
                    where t.has_tenant
                      and not exists (select from pg_attribute a
                                      where a.attrelid = t.oid and a.attname = 'tenant_id' and a.attnum = i.indkey[0])
                      -- This key is unique across hotels on purpose. Only the system role may write there.
                      and not (c.relname = 'idx_tenant_user_identifiers_identifier'
                               and i.indkey::text = (select string_agg(a.attnum::text, ' ' order by w.place)
                                    from (values ('identifier', 1), ('channel', 2), ('kind', 3)) as w (name, place)
                                    join pg_attribute a on a.attrelid = t.oid and a.attname = w.name)
                               and not has_table_privilege('conserje_tenant', t.oid, 'INSERT'))
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name,
                           format('Its foreign key %I does not begin with tenant_id: it can refer to another hotel.',
                                  f.conname),
                           format('alter table %s drop constraint %I; -- then create it again with tenant_id first',
                                  t.name, f.conname)
                    from tables t
                    join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
                    where t.has_tenant and not (
                      exists (select from pg_attribute a
                              where a.attrelid = f.conrelid and a.attname = 'tenant_id' and a.attnum = f.conkey[1])
                      and exists (select from pg_attribute a
                              where a.attrelid = f.confrelid and a.attname = 'tenant_id' and a.attnum = f.confkey[1]))
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name,
                           'It has no tenant_id, and conserje_tenant may use it: its rows belong to no hotel.',
                           format('revoke all on %s from conserje_tenant;', t.name)
                    from tables t
                    where not t.has_tenant
                      and has_table_privilege('conserje_tenant', t.oid, 'SELECT, INSERT, UPDATE, DELETE')
                    """));

    private static final List<Rule> POLICIES = List.of(
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name, 'Row level security is not enabled.',
                           format('alter table %s enable row level security;', t.name)
                    from tables t where not t.relrowsecurity
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name, 'Row level security is not forced: it does not bind the owner.',
                           format('alter table %s force row level security;', t.name)
                    from tables t where not t.relforcerowsecurity
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    , commands (command, letter) as (
                      values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd'))
                    select 'table ' || t.name,
                           format('%s may %s, and no policy limits the rows.', r.rolname, lower(c.command)),
                           format('create policy %s_%s on %s for %s to %I%s%s;',
                             case r.rolname when 'conserje_tenant' then 'tenant' else 'system' end,
                             lower(c.command), t.name, lower(c.command), r.rolname,
                             case when c.letter <> 'a' then ' using (' || e.expression || ')' else '' end,
                             case when c.letter in ('a', 'w') then ' with check (' || e.expression || ')' else '' end)
                    from tables t
                    cross join commands c
                    join pg_roles r on r.rolname in ('conserje_tenant', 'conserje_system')
                    cross join lateral (select case r.rolname
                      when 'conserje_tenant' then '$own_rows'
                      else 'tenant_id is not null' end as expression) e
                    where has_table_privilege(r.oid, t.oid, c.command)
                      and not exists (
                        select from pg_policy p
                        where p.polrelid = t.oid and p.polpermissive and p.polroles @> array[r.oid]
                          and p.polcmd in ('*', c.letter::"char")
                          and (c.letter = 'a' or p.polqual is not null)
                          and (c.letter not in ('a', 'w') or p.polwithcheck is not null))
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'table ' || t.name, 'No policy ties it to the tenant.',
                           format('create policy tenant_isolation on %s for all to conserje_tenant'
                               || ' using ($own_rows)'
                               || ' with check ($own_rows);', t.name)
                    from tables t
                    where t.has_tenant and not exists (
                      select from pg_policy p join pg_roles r on p.polroles @> array[r.oid]
                      where p.polrelid = t.oid and r.rolname = 'conserje_tenant')
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'policy ' || quote_ident(p.polname) || ' on ' || t.name,
                           format('It lets %s read or write more than the rows of one tenant: %s',
                                  case when p.polroles = '{0}' then 'everybody' else 'conserje_tenant' end,
                                  coalesce(pg_get_expr(p.polqual, t.oid), pg_get_expr(p.polwithcheck, t.oid))),
                           format('drop policy %I on %s; create policy tenant_isolation on %s for all'
                               || ' to conserje_tenant using ($own_rows)'
                               || ' with check ($own_rows);',
                               p.polname, t.name, t.name)
                    from tables t join pg_policy p on p.polrelid = t.oid
                    where p.polpermissive
                      and (p.polroles = '{0}'
                           or exists (select from pg_roles r
                                      where r.rolname = 'conserje_tenant' and p.polroles @> array[r.oid]))
                      and exists (
                        select from (values (pg_get_expr(p.polqual, t.oid)), (pg_get_expr(p.polwithcheck, t.oid)))
                          as e (expression)
                        where e.expression <>
                          '(tenant_id = NULLIF(( SELECT current_setting(''app.current_tenant_id''::text, true)'
                            || ' AS current_setting), ''''::text))')
                    """),
            overTables(Area.RLS, Severity.ERROR, """
                    select 'policy ' || quote_ident(p.polname) || ' on ' || t.name,
                           'It applies to other roles than conserje_tenant and conserje_system.',
                           format('alter policy %I on %s to conserje_tenant;', p.polname, t.name)
                    from tables t join pg_policy p on p.polrelid = t.oid
                    where exists (
                      select from unnest(p.polroles) as given (role)
                      where given.role = 0 or pg_get_userbyid(given.role) not in ('conserje_tenant', 'conserje_system'))
                    """),
            overTables(Area.RLS, Severity.WARNING, """
                    select 'table ' || t.name,
                           format('%s has several policies for one command: %s', pg_get_userbyid(given.role),
                                  string_agg(p.polname, ', ' order by p.polname)),
                           format('drop policy %I on %s;', max(p.polname), t.name)
                    from tables t join pg_policy p on p.polrelid = t.oid
                    cross join lateral unnest(p.polroles) as given (role)
                    join (values ('r'), ('a'), ('w'), ('d')) as c (letter) on p.polcmd in ('*', c.letter::"char")
                    where p.polpermissive
                    group by t.name, given.role, c.letter having count(*) > 1
                    """),
            new Rule(Area.RLS, Severity.ERROR, """
                    select 'view ' || c.oid::regclass,
                           'It reads with its owner''s privileges, past row level security.',
                           format('alter view %s set (security_invoker = true);', c.oid::regclass)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = $schema and c.relkind = 'v'
                      and not coalesce(
                        c.reloptions @> '{security_invoker=true}' or c.reloptions @> '{security_invoker=on}', false)
                    """),
            new Rule(Area.RLS, Severity.ERROR, """
                    select 'materialized view ' || c.oid::regclass, 'Row level security does not apply to it.',
                           format('drop materialized view %s;', c.oid::regclass)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = $schema and c.relkind = 'm'
                    """));

    private static final List<Rule> GRANTS = List.of(
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select case c.relkind when 'S' then 'sequence ' when 'v' then 'view ' else 'table ' end
                             || c.oid::regclass,
                           format('%s may %s.', g.who,
                                  string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)),
                           format('revoke all on %s from %s;', c.oid::regclass, g.who)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    cross join lateral (
                      select x.privilege_type,
                             case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end as who
                      from aclexplode(c.relacl) x) g
                    where n.nspname = $schema
                      and g.who in ('public', 'anon', 'authenticated', 'service_role', 'conserje_app')
                    group by c.oid, c.relkind, g.who
                    """),
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select case c.relkind when 'v' then 'view ' else 'table ' end || c.oid::regclass,
                           format('%s may %s the columns %s.', g.who, lower(g.privilege_type),
                                  string_agg(quote_ident(a.attname), ', ' order by a.attnum)),
                           format('revoke %s (%s) on %s from %s;', lower(g.privilege_type),
                                  string_agg(quote_ident(a.attname), ', ' order by a.attnum), c.oid::regclass, g.who)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
                    cross join lateral (
                      select x.privilege_type, x.grantee,
                             case x.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(x.grantee)) end as who
                      from aclexplode(a.attacl) x) g
                    where n.nspname = $schema
                      and (g.who in ('public', 'anon', 'authenticated', 'service_role', 'conserje_app')
                           -- Row level security does not limit this privilege.
                           or g.privilege_type = 'REFERENCES' and g.grantee <> c.relowner)
                    group by c.oid, c.relkind, g.who, g.privilege_type
                    """),
            // What runs across hotels moves no row to another hotel or guest, and rewrites no text.
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select 'table ' || c.oid::regclass,
                           format('conserje_system may update the columns %s, and needs none of them.',
                                  string_agg(quote_ident(a.attname), ', ' order by a.attnum)),
                           format('revoke update on %1$s from conserje_system; grant update (%2$s) on %1$s'
                               || ' to conserje_system;', c.oid::regclass,
                             (select string_agg(quote_ident(needed.attname), ', ')
                              from pg_attribute needed
                              where needed.attrelid = c.oid and needed.attname = any (w.columns)))
                    from (values
                      ('tenants', array['name', 'status', 'business_hours_start', 'business_hours_end',
                        'business_hours_timezone', 'updated_at', 'share']),
                      ('inbox', array['state', 'ended_at']),
                      ('guest_queues', array['waiting', 'backlog', 'postponed', 'turns', 'due_at', 'ready', 'lease',
                        'leased_until', 'held']),
                      ('replies', array['ready', 'due_at', 'lease', 'held', 'held_line', 'settled_at', 'settled_how',
                        'settled_by', 'settled_why']),
                      ('dlq_permanent_failures', array['state', 'settled_at', 'settled_by', 'settled_why']),
                      ('outbound_messages', array['state', 'ended_at']),
                      ('guest_last_messages', array['last_at']),
                      ('processes', array['last_seen', 'state', 'in_hand'])
                    ) as w (name, columns)
                    join pg_namespace n on n.nspname = $schema
                    join pg_class c on c.relnamespace = n.oid and c.relname = w.name
                    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    where $schema = 'conserje' and a.attname <> all (w.columns)
                      and exists (select from pg_roles where rolname = 'conserje_system')
                      and has_column_privilege('conserje_system', c.oid, a.attnum, 'UPDATE')
                    group by c.oid, w.columns
                    """),
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select 'table ' || c.oid::regclass,
                           format('%s may %s, which row level security does not limit.',
                                  pg_get_userbyid(x.grantee), lower(x.privilege_type)),
                           format('revoke %s on %s from %I;',
                                  lower(x.privilege_type), c.oid::regclass, pg_get_userbyid(x.grantee))
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    cross join lateral aclexplode(c.relacl) x
                    where n.nspname = $schema and c.relkind in ('r', 'p') and x.grantee not in (0, c.relowner)
                      and x.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
                      and pg_get_userbyid(x.grantee) not in ('anon', 'authenticated', 'service_role', 'conserje_app')
                    """),
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select 'schema ' || n.nspname, format('%s may %s in it.', g.who, lower(g.privilege_type)),
                           format('revoke all on schema %I from %s;', n.nspname, g.who)
                    from pg_namespace n
                    cross join lateral (
                      select x.privilege_type, x.grantee,
                             case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end as who
                      from aclexplode(n.nspacl) x) g
                    where n.nspname = $schema and g.grantee <> n.nspowner
                      and (g.who in ('public', 'anon', 'authenticated', 'service_role', 'conserje_app')
                           or g.privilege_type = 'CREATE')
                    """),
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select 'function ' || p.oid::regprocedure, format('%s may call it.', g.who),
                           format('revoke all on function %s from %s;', p.oid::regprocedure, g.who)
                    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    cross join lateral (
                      select case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end as who
                      from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x) g
                    where n.nspname = $schema
                      and g.who in ('public', 'anon', 'authenticated', 'service_role')
                    """),
            new Rule(Area.GRANTS, Severity.ERROR, """
                    select 'schema ' || n.nspname,
                           format('Objects that %s creates in it are granted to %s.',
                                  pg_get_userbyid(d.defaclrole), g.who),
                           format('alter default privileges for role %I in schema %I revoke all on %s from %s;',
                                  pg_get_userbyid(d.defaclrole), n.nspname,
                                  case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
                                    when 'f' then 'functions' else 'types' end, g.who)
                    from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace
                    cross join lateral (
                      select distinct
                        case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end as who
                      from aclexplode(d.defaclacl) x) g
                    where n.nspname = $schema and g.who in ('public', 'anon', 'authenticated', 'service_role')
                    """));

    private static final List<Rule> FUNCTIONS =
            List.of(new Rule(Area.FUNCTIONS, Severity.ERROR, """
                    select 'function ' || p.oid::regprocedure,
                           'Its search_path is not fixed: a caller can choose what its names refer to.',
                           format('alter function %s set search_path = '''';', p.oid::regprocedure)
                    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where n.nspname = $schema
                      and not exists (
                        select from unnest(p.proconfig) as c (setting) where c.setting like 'search_path=%')
                    """), new Rule(Area.FUNCTIONS, Severity.ERROR, """
                    select 'function ' || p.oid::regprocedure, 'It runs with its owner''s privileges.',
                           format('alter function %s security invoker;', p.oid::regprocedure)
                    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where n.nspname = $schema and p.prosecdef
                    """));

    private static final List<Rule> EXTENSIONS =
            List.of(new Rule(Area.EXTENSIONS, Severity.WARNING, """
                    select 'extension ' || wanted.name,
                           case when e.oid is null then 'It is missing.'
                                else format('It is in schema %s, not in schema extensions.', n.nspname) end,
                           case when e.oid is null
                                then format('create extension %I with schema extensions;', wanted.name)
                                else format('alter extension %I set schema extensions;', wanted.name) end
                    from (values ('pg_stat_statements'), ('pgcrypto'), ('pg_trgm'), ('uuid-ossp')) as wanted (name)
                    left join pg_extension e on e.extname = wanted.name
                    left join pg_namespace n on n.oid = e.extnamespace
                    where n.nspname is distinct from 'extensions'
                    """), new Rule(Area.EXTENSIONS, Severity.ERROR, """
                    select 'table conserje.databasechangelog',
                           'It is missing: the record of the applied change sets is not in their schema.',
                           './conserje db migrate'
                    where to_regclass('conserje.databasechangelog') is null
                    """));

    private static final List<Rule> ROLES = List.of(
            new Rule(Area.ROLES, Severity.ERROR, """
                    select 'role ' || wanted.name, 'It is missing.',
                           case wanted.name when 'conserje_app' then './conserje db login create'
                                else './conserje db migrate' end
                    from (values ('conserje_tenant'), ('conserje_system'), ('conserje_app')) as wanted (name)
                    where not exists (select from pg_roles r where r.rolname = wanted.name)
                    """),
            new Rule(Area.ROLES, Severity.ERROR, """
                    select 'role ' || r.rolname,
                           case when r.rolsuper then 'It is a superuser' when r.rolbypassrls then 'It has BYPASSRLS'
                                when r.rolinherit then 'It inherits the privileges of its roles'
                                else 'It may log in' end
                             || ': the role must be limited to what row level security allows.',
                           format('alter role %I%s%s%s%s;', r.rolname,
                                  case when r.rolsuper then ' nosuperuser' else '' end,
                                  case when r.rolbypassrls then ' nobypassrls' else '' end,
                                  case when r.rolinherit then ' noinherit' else '' end,
                                  case when r.rolcanlogin and r.rolname <> 'conserje_app' then ' nologin' else '' end)
                    from pg_roles r
                    where r.rolname in ('conserje_tenant', 'conserje_system', 'conserje_app')
                      and (r.rolsuper or r.rolbypassrls or r.rolinherit
                           or r.rolcanlogin and r.rolname <> 'conserje_app')
                    """),
            overTables(Area.ROLES, Severity.ERROR, """
                    select 'table ' || t.name,
                           format('It is owned by %s, which row level security must limit.', r.rolname),
                           format('alter table %s owner to %I;', t.name, current_user)
                    from tables t join pg_roles r on r.oid = t.relowner
                    where r.rolname in ('conserje_tenant', 'conserje_system', 'conserje_app')
                    """));

    private Rules() {}

    /** A rule whose query may use {@code tables}. */
    private static Rule overTables(Area area, Severity severity, String sql) {
        return new Rule(area, severity, TABLES + sql);
    }

    /** All rules. */
    static List<Rule> of(String schema) {
        return Stream.of(INDEXES, KEYS, POLICIES, GRANTS, FUNCTIONS, EXTENSIONS, ROLES)
                .flatMap(List::stream)
                .map(rule -> named(rule, schema))
                .toList();
    }

    /** The rules of policies, which the service's login checks before it uses the schema. */
    static List<Rule> ofPolicies(String schema) {
        return POLICIES.stream().map(rule -> named(rule, schema)).toList();
    }

    private static Rule named(Rule rule, String schema) {
        String sql = rule.sql().replace("$schema", "'" + schema + "'").replace("$own_rows", OWN_ROWS);
        return new Rule(rule.area(), rule.severity(), sql);
    }
}
