package io.conserje.postgres.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Those rules of the Advisors in Supabase's Studio that can apply here, for the schemas conserje and public.
 */
public final class Advisor {

    private static final String OURS = " in ('conserje'::regnamespace, 'public'::regnamespace)";

    private static final Map<String, String> RULES = rules();

    private Advisor() {}

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("rls_disabled_in_public", """
                select c.oid::regclass::text from pg_class c
                where c.relkind = 'r' and not c.relrowsecurity
                  and (has_table_privilege('anon', c.oid, 'select')
                    or has_table_privilege('authenticated', c.oid, 'select'))
                  and c.relnamespace::regnamespace::text = any(string_to_array($exposed, ','))
                """);
        rules.put("policy_exists_rls_disabled", """
                select distinct c.oid::regclass::text from pg_class c join pg_policy p on p.polrelid = c.oid
                where not c.relrowsecurity and c.relnamespace $ours
                """);
        rules.put("rls_enabled_no_policy", """
                select c.oid::regclass::text from pg_class c
                where c.relrowsecurity and c.relnamespace $ours
                  and not exists (select from pg_policy p where p.polrelid = c.oid)
                """);
        rules.put("auth_rls_initplan", """
                select p.tablename || '.' || p.policyname from pg_policies p
                cross join lateral (values (p.qual), (p.with_check)) as e (text)
                where p.schemaname in ('conserje', 'public')
                  and e.text like '%current\\_setting(%)%' and lower(e.text) not like '%select current\\_setting(%)%'
                """);
        rules.put("multiple_permissive_policies", """
                select c.oid::regclass || ' ' || r.rolname || ' ' || a.letter
                from pg_policy p join pg_class c on c.oid = p.polrelid
                join pg_roles r on (p.polroles @> array[r.oid] or p.polroles = '{0}') and not r.rolbypassrls
                                and r.rolname not like 'pg\\_%'
                join (values ('r'), ('a'), ('w'), ('d')) as a (letter) on p.polcmd in ('*', a.letter::"char")
                where p.polpermissive and c.relnamespace $ours
                group by c.oid, r.rolname, a.letter having count(*) > 1
                """);
        rules.put("duplicate_index", """
                select string_agg(i.indexname, ', ') from pg_indexes i where i.schemaname in ('conserje', 'public')
                group by i.schemaname, i.tablename, replace(i.indexdef, i.indexname, '') having count(*) > 1
                """);
        rules.put("function_search_path_mutable", """
                select p.oid::regprocedure::text from pg_proc p
                where p.pronamespace $ours
                  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                  and not exists (select from unnest(p.proconfig) as c (s) where c.s like 'search_path=%')
                """);
        rules.put(
                "extension_in_public",
                "select extname::text from pg_extension where extnamespace = 'public'::regnamespace");
        rules.put("unindexed_foreign_keys", """
                select f.conname::text from pg_constraint f join pg_class c on c.oid = f.conrelid
                where f.contype = 'f' and c.relnamespace $ours and not exists (
                  select from pg_index i where i.indrelid = f.conrelid and i.indisvalid
                    and (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(f.conkey)] = f.conkey)
                """);
        rules.put("no_primary_key", """
                select c.oid::regclass::text from pg_class c
                where c.relkind = 'r' and c.relnamespace $ours
                  and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
                """);
        rules.put("rls_policy_always_true", """
                select p.tablename || '.' || p.policyname from pg_policies p
                where p.schemaname in ('conserje', 'public') and p.permissive = 'PERMISSIVE'
                  and p.roles && array['public', 'anon', 'authenticated']::name[]
                  and (p.cmd <> 'SELECT' and replace(coalesce(p.qual, ''), ' ', '') in ('true', '(true)', '(1=1)')
                       or replace(coalesce(p.with_check, ''), ' ', '') in ('true', '(true)', '(1=1)'))
                """);
        rules.put("security_definer_view", """
                select c.oid::regclass::text from pg_class c
                where c.relkind = 'v' and c.relnamespace $ours
                  and not coalesce(c.reloptions @> '{security_invoker=true}', false)
                  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
                """);
        return rules;
    }

    /**
     * What it would show, each as the rule and the object.
     *
     * @param exposed the schemas that the Data API serves, separated by commas
     */
    public static Set<String> findings(DataSource owner, String exposed) throws SQLException {
        Set<String> findings = new TreeSet<>();
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> rule : RULES.entrySet()) {
                String sql = rule.getValue().replace("$ours", OURS).replace("$exposed", "'" + exposed + "'");
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        findings.add(rule.getKey() + ": " + rows.getString(1));
                    }
                }
            }
        }
        return findings;
    }
}
