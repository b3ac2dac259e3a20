package io.conserje.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangelogTest {

    private static final List<String> ALL = List.of(
            "0001_initial",
            "0002_add_tenants",
            "0003_add_lock_audit",
            "0004_add_dlq",
            "0005_add_messages",
            "0006_add_sessions",
            "0007_add_holds",
            "0008_add_tenant_audit",
            "0009_add_redrive",
            "0010_tune_queue",
            "0011_group_endings",
            "0012_forget_locks",
            "0013_share_sessions",
            "0014_sweep_sessions",
            "0015_narrow_system",
            "0016_lighten_queue",
            "0017_add_processes",
            "0019_add_backups",
            "0020_claim_what_is_due",
            "0021_index_what_is_due",
            "0022_keep_backlog",
            "0023_share_places",
            "0024_pause_queue",
            "0025_drop_replies_due_at",
            "0026_add_reply_fates",
            "0027_index_reply_fates",
            "0028_keep_unrouted",
            "0029_narrow_columns",
            "0033_tell_stores_apart",
            "0034_keep_content",
            "0035_keep_unreadable",
            "0037_add_reply_content",
            "0038_send_first");

    private EmbeddedPostgres server;
    private DataSource owner;
    private Changelog changelog;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedPostgres.start();
        owner = server.getPostgresDatabase();
        changelog = new Changelog(owner);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void appliesEachChangeSetOnceAndReturnsIt() {
        assertThat(changelog.status()).noneMatch(ChangeSetState::applied);
        assertThat(changelog.update()).isEqualTo(ALL);
        assertThat(changelog.update()).isEmpty();
        assertThat(changelog.status()).extracting(ChangeSetState::id).isEqualTo(ALL);
        assertThat(changelog.status()).allMatch(ChangeSetState::applied).noneMatch(state -> state.appliedAt() == null);
    }

    @Test
    void rollbackOfEverythingLeavesNothing() throws SQLException {
        changelog.update();
        List<String> first = shape();
        assertThat(changelog.rollbackAll()).isEqualTo(ALL.reversed());
        assertThat(shape()).as("the schema after a rollback of everything").isEmpty();
        changelog.update();
        assertThat(shape()).isEqualTo(first).isNotEmpty();
    }

    @Test
    void eachChangeSetRollsBackAndAppliesAgain() throws SQLException {
        changelog.update();
        List<String> whole = shape();
        for (String id : ALL.subList(0, ALL.size() - 1)) {
            assertThat(changelog.rollbackTo(id))
                    .isEqualTo(ALL.subList(ALL.indexOf(id) + 1, ALL.size()).reversed());
            changelog.update();
            assertThat(shape()).as("after rollback to " + id).isEqualTo(whole);
        }
    }

    @Test
    void theLighterQueueKeepsOrderAndLeasesBothWays() throws SQLException {
        changelog.update();
        changelog.rollbackTo("0015_narrow_system");
        run("""
                insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');
                insert into conserje.inbox
                  (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at, state)
                select 'hotel', ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'c', n::text, g, 'text', '',
                  now(), s
                from (values (2, 'busy', 'handled'), (9, 'busy', 'pending'), (3, 'busy', 'pending'),
                  (5, 'held', 'pending'),
                  (6, 'idle', 'handled')) as m (n, g, s);
                insert into conserje.guest_queues (tenant_id, channel, guest, pending, turns, due_at, lease)
                values ('hotel', 'c', 'busy', 2, 1, '2026-01-01Z', null),
                  ('hotel', 'c', 'held', 1, 0, '2126-01-01Z', gen_random_uuid()),
                  ('hotel', 'c', 'idle', 0, 1, now(), null)""");
        List<String> before = query("select to_jsonb(q)::text from conserje.guest_queues q where pending > 0");
        changelog.update();
        assertThat(query("select guest || ' ' || (select string_agg(right(id::text, 1), ',' order by nth)"
                        + " from unnest(waiting) with ordinality as w (id, nth)) || ' '"
                        + " || (due_at <= now()) || ' '"
                        + " || coalesce(extract(year from leased_until at time zone 'UTC')::text,"
                        + " 'free')"
                        + " from conserje.guest_queues"))
                .containsExactly("busy 9,3 true free", "held 5 true 2126");
        changelog.rollbackTo("0015_narrow_system");
        assertThat(query("select to_jsonb(q)::text from conserje.guest_queues q"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"conserje_tenant", "conserje_system"})
    void onlyALeasedQueueWithOneMessageCanBeDeleted(String role) throws SQLException {
        changelog.update();
        run("""
                insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');
                insert into conserje.guest_queues (tenant_id, channel, guest, waiting, lease, leased_until)
                select 'hotel', 'c', g, array_fill(gen_random_uuid(), array[n]), l,
                  case when l is not null then now() end
                from (values ('free', 1, null), ('two', 2, gen_random_uuid()), ('last', 1, gen_random_uuid()))
                  as q (g, n, l)""");
        run("set role " + role + "; set app.current_tenant_id = 'hotel'; delete from conserje.guest_queues");
        assertThat(query("select guest from conserje.guest_queues")).containsExactly("free", "two");
    }

    @Test
    void whatDescribesTheDatabaseIsForTheSystemOnly() throws SQLException {
        changelog.update();
        assertThat(query("select table_name || ' ' || string_agg(lower(privilege_type), ',' order by privilege_type)"
                        + " from information_schema.role_table_grants where table_schema = 'conserje'"
                        + " and table_name in ('closures', 'processes', 'schema_epoch')"
                        + " and grantee = 'conserje_system' group by table_name"))
                .containsExactly("closures select", "processes delete,insert,select", "schema_epoch select");
        assertThat(query("select table_name from information_schema.role_table_grants"
                        + " where table_name in ('closures', 'processes', 'schema_epoch')"
                        + " and grantee not in ('conserje_system', 'postgres')"))
                .isEmpty();
        assertThat(query("select epoch || ' ' || oldest_process from conserje.schema_epoch"))
                .containsExactly("1 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into conserje.inbox"
                        + " (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at)"
                        + " values ('hotel', gen_random_uuid(), 'c', 'new', 'g', 'text', '', now())",
                "update conserje.guest_queues set lease = gen_random_uuid(), leased_until = now()",
                "update conserje.replies set lease = gen_random_uuid()"
            })
    void aProcessWithoutAnEpochCannotTakeWork(String taking) throws SQLException {
        changelog.update();
        run("""
                insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');
                insert into conserje.inbox
                  (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at)
                select 'hotel', gen_random_uuid(), 'c', 'old', 'g', 'text', '', now();
                insert into conserje.guest_queues (tenant_id, channel, guest, waiting)
                select tenant_id, channel, guest, array[message_id] from conserje.inbox;
                insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, body)
                select tenant_id, gen_random_uuid(), message_id, channel, guest, '' from conserje.inbox""");

        assertThatThrownBy(() -> run("set role conserje_system; " + taking))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("42501"))
                .hasMessageContaining("known_epoch");
        run("set role conserje_system; set app.epoch = 1; " + taking);
    }

    @Test
    void aProcessWithoutAnEpochCanEndWhatItHasInHand() throws SQLException {
        changelog.update();
        run("""
                insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');
                insert into conserje.guest_queues (tenant_id, channel, guest, waiting, lease, leased_until)
                values ('hotel', 'c', 'g', array[gen_random_uuid()], gen_random_uuid(), now())""");

        run("set role conserje_system; update conserje.guest_queues set lease = null, leased_until = null");

        assertThat(query("select (lease is null)::text from conserje.guest_queues"))
                .containsExactly("true");
    }

    @Test
    void refusesARollbackToAnUnknownChangeSet() {
        changelog.update();
        assertThatThrownBy(() -> changelog.rollbackTo("9999"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9999")
                .hasMessageContaining("0004_add_dlq");
        assertThat(changelog.status()).allMatch(ChangeSetState::applied);
    }

    @Test
    void writesTheSqlAndChangesNothing() {
        StringWriter sql = new StringWriter();
        changelog.updateSql(sql);
        assertThat(sql.toString()).contains("create table conserje.tenants", "force row level security");
        assertThat(changelog.status()).noneMatch(ChangeSetState::applied);
    }

    @Test
    void everyTenantTableForcesRowLevelSecurity() throws SQLException {
        changelog.update();
        List<String> tables = query("select distinct table_name from information_schema.columns"
                + " where table_schema = 'conserje' and column_name = 'tenant_id'");
        assertThat(tables).contains("tenants", "users", "inbox", "sessions", "lock_audit", "dlq_permanent_failures");
        assertThat(query("select relname::text from pg_class where relnamespace = 'conserje'::regnamespace"
                        + " and relrowsecurity and relforcerowsecurity and relkind = 'r'"))
                .containsAll(tables)
                .contains(
                        "backups",
                        "closures",
                        "processes",
                        "queue_breakers",
                        "queue_events",
                        "queue_pauses",
                        "schema_epoch",
                        "unrouted")
                .hasSize(tables.size() + 8);
        assertThat(query("select tablename::text from pg_policies where schemaname = 'conserje'"
                        + " and roles = '{conserje_tenant}' and cmd = 'ALL'"
                        + " and qual is not null and with_check is not null"))
                .containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void grantsNothingToPublicAndTruncateToNoRole() throws SQLException {
        changelog.update();
        assertThat(query("select grantee || ' ' || privilege_type || ' ' || table_name"
                        + " from information_schema.role_table_grants where table_schema = 'conserje'"
                        + " and table_name not like 'databasechangelog%' and grantee <> 'postgres'"
                        + " and (grantee not in ('conserje_tenant', 'conserje_system')"
                        + " or privilege_type = 'TRUNCATE')"))
                .isEmpty();
        assertThat(query("select has_schema_privilege('public', 'conserje', 'usage')::text"))
                .containsExactly("false");
    }

    @Test
    void leavesNothingInPublic() throws SQLException {
        changelog.update();
        assertThat(query("select relname::text from pg_class where relnamespace = 'public'::regnamespace"))
                .isEmpty();
        assertThat(query("select extname::text from pg_extension where extnamespace = 'public'::regnamespace"))
                .isEmpty();
    }

    @Test
    void createsTheIndexesOfThePlan() throws SQLException {
        changelog.update();
        assertThat(query("select indexname::text from pg_indexes where schemaname = 'conserje'"))
                .contains(
                        "idx_tenant_user_identifiers_identifier",
                        "idx_tenant_user_identifiers_tenant_id",
                        "idx_lock_audit_resource_id",
                        "idx_lock_audit_acquired_at",
                        "idx_dlq_permanent_failures_channel",
                        "idx_dlq_permanent_failures_created_at",
                        "idx_users_tenant_id");
    }

    @Test
    void anUnreachableDatabaseIsReported() throws IOException {
        server.close();
        assertThatThrownBy(() -> changelog.update())
                .isInstanceOf(ChangelogException.class)
                .hasMessageStartingWith("Cannot apply the change sets: ");
    }

    /** Tables, columns, indexes, policies, functions and grants of the schema, without Liquibase's tables. */
    private List<String> shape() throws SQLException {
        List<String> shape = new ArrayList<>();
        shape.addAll(query("select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' '"
                + " || coalesce(column_default, '') || ' ' || is_nullable from information_schema.columns"
                + " where table_schema = 'conserje' and table_name not like 'databasechangelog%'"));
        shape.addAll(query("select 'index ' || indexdef from pg_indexes where schemaname = 'conserje'"
                + " and tablename not like 'databasechangelog%'"));
        shape.addAll(
                query("select 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || ' ' || cmd || ' '"
                        + " || coalesce(qual, '') || ' ' || coalesce(with_check, '') from pg_policies"
                        + " where schemaname = 'conserje'"));
        shape.addAll(query("select 'function ' || proname from pg_proc where pronamespace = 'conserje'::regnamespace"));
        shape.addAll(
                query("select 'grant ' || grantee || ' ' || privilege_type || ' ' || table_name || '.' || column_name"
                        + " from information_schema.role_column_grants where table_schema = 'conserje'"
                        + " and table_name not like 'databasechangelog%'"));
        shape.addAll(query("select 'grant ' || grantee || ' ' || privilege_type || ' ' || table_name"
                + " from information_schema.role_table_grants where table_schema = 'conserje'"
                + " and table_name not like 'databasechangelog%'"));
        return shape;
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql + " order by 1")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
