package io.conserje.db;

import static io.conserje.db.Databases.query;
import static io.conserje.db.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LossesTest {

    private static final String LETTERS = """
            insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');
            insert into conserje.dlq_permanent_failures
              (tenant_id, id, channel, message, reason, error, attempts, state, settled_at, settled_by, settled_why)
            select 'hotel', gen_random_uuid(), s, '{}', 'timeout', 'late', 4, s,
              case when s <> 'buried' then now() end, case when s <> 'buried' then 'ana' end, ''
            from unnest(array['buried', 'redriven', 'discarded', 'abandoned']) as s;
            insert into conserje.inbox
              (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at)
            select 'hotel', '00000000-0000-0000-0000-000000000001', 'c', '1', 'g', 'text', '', now();
            insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
            select 'hotel', '00000000-0000-0000-0000-000000000001', r, 1, 'timeout', 'late'
            from generate_series(0, 2) as r;
            insert into conserje.dlq_events (tenant_id, id, event, actor, why)
            select 'hotel', id, 'redriven', 'ana', '' from conserje.dlq_permanent_failures where state = 'redriven'
            """;

    private static Databases databases;

    @BeforeAll
    static void start() throws IOException {
        databases = new Databases();
    }

    @AfterAll
    static void stop() throws IOException {
        databases.close();
    }

    @Test
    void namesTablesColumnsAndRows() throws SQLException {
        DataSource owner = databases.create();
        Changelog changelog = new Changelog(owner);
        changelog.update();
        run(owner, "set app.epoch = '1'; " + LETTERS);

        assertThat(changelog.lossesOfRollback("0008_add_tenant_audit"))
                .filteredOn(Loss::isReal)
                .extracting(Loss::describe)
                .containsExactlyInAnyOrder(
                        "of table inbox_attempts, rows where round > 0: 2 rows",
                        "of table inbox_attempts, column round: 3 rows",
                        "of table inbox, column redrives: 1 row",
                        "table dlq_events: 1 row",
                        "of table dlq_permanent_failures, rows where state <> 'buried': 3 rows",
                        "of table dlq_permanent_failures, columns settled_why, settled_by, settled_at, redrives, state:"
                                + " 4 rows");
    }

    @Test
    void saysWhenThisLoginMayNotSeeAllRows() throws SQLException {
        DataSource owner = databases.createForOrdinaryOwner();
        Changelog changelog = new Changelog(owner);
        changelog.update();

        assertThat(changelog.lossesOfRollback("0005_add_messages"))
                .filteredOn(loss -> loss.table().equals("sessions"))
                .extracting(Loss::describe)
                .containsExactly("table sessions: an unknown number of rows");
    }

    @Test
    void anEmptyDatabaseLosesNothing() throws SQLException {
        Changelog changelog = new Changelog(databases.create());
        changelog.update();
        assertThat(changelog.lossesOfRollback(null)).isNotEmpty().noneMatch(Loss::isReal);
        assertThat(changelog.lossesOfRollback("0016_lighten_queue")).noneMatch(Loss::isReal);
    }

    @Test
    void aRollbackPutsTheBacklogOfGuestsOnTheirLists() throws SQLException {
        DataSource owner = databases.createForOrdinaryOwner();
        Changelog changelog = new Changelog(owner);
        changelog.update();
        DataSource all = databases.asSuperuser(owner);
        run(all, """
                insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');
                insert into conserje.guest_queues (tenant_id, channel, guest, waiting, backlog)
                select 'hotel', 'c', 'long', array['00000000-0000-0000-0000-000000000009'::uuid], 3
                union all
                select 'hotel', 'c', 'short', array['00000000-0000-0000-0000-000000000008'::uuid], 0;
                insert into conserje.guest_backlog (tenant_id, channel, guest, seq, message_id)
                select 'hotel', 'c', 'long', n, ('00000000-0000-0000-0000-00000000000' || 4 - n)::uuid
                from generate_series(1, 3) as n""");
        changelog.rollbackTo("0021_index_what_is_due");
        assertThat(query(all, """
                select guest || ' ' || (select string_agg(right(id::text, 1), ',' order by nth)
                  from unnest(waiting) with ordinality as w (id, nth))
                from conserje.guest_queues order by guest""")).containsExactly("long 9,3,2,1", "short 8");
        assertThat(query(all, "select relforcerowsecurity::text from pg_class where relname = 'guest_queues'"))
                .containsExactly("true");
    }

    @Test
    void settledDeadLettersStayGoneAfterRollbackAndMigrate() throws SQLException {
        DataSource owner = databases.create();
        settledDeadLettersStayGone(owner);
    }

    @Test
    void settledDeadLettersStayGoneUnderAnOrdinaryOwner() throws SQLException {
        DataSource owner = databases.createForOrdinaryOwner();
        settledDeadLettersStayGone(owner);
    }

    private static void settledDeadLettersStayGone(DataSource owner) throws SQLException {
        Changelog changelog = new Changelog(owner);
        changelog.update();
        run(databases.asSuperuser(owner), "set app.epoch = '1'; " + LETTERS);
        changelog.rollbackTo("0008_add_tenant_audit");
        changelog.update();
        DataSource all = databases.asSuperuser(owner);
        assertThat(query(all, "select channel || ' ' || state from conserje.dlq_permanent_failures"))
                .containsExactly("buried buried");
        assertThat(query(all, "select round || ' ' || number from conserje.inbox_attempts"))
                .containsExactly("0 1");
    }
}
