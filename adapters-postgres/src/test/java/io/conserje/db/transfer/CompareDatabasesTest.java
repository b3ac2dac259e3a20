package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.transfer.Comparison.Difference;
import io.conserje.db.transfer.Comparison.KeyDifference;
import io.conserje.db.transfer.Comparison.RangeDifference;
import io.conserje.db.transfer.Comparison.TableComparison;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A local PostgreSQL 17 beside a Supabase-shaped 15, in different time zones. */
class CompareDatabasesTest {

    private static final int AUDIT_ROWS = 60_000;

    @RegisterExtension
    static final TwoServers SERVERS = new TwoServers();

    private static DataSource from;
    private static DataSource to;

    @BeforeAll
    static void connect() {
        from = SERVERS.local();
        to = SERVERS.supabase();
    }

    @BeforeEach
    void fillBothAlike() throws SQLException {
        for (DataSource database : List.of(from, to)) {
            FilledDatabase.run(database, """
                    truncate conserje.tenants cascade;
                    insert into conserje.tenants (tenant_id, name, created_at, updated_at)
                    select 'hotel-' || n, 'Hotel Ñandú ' || n, t, t
                    from generate_series(1, 50) n, (values (timestamptz '2026-11-28 03:04:05.678901+00')) times (t);
                    insert into conserje.lock_audit (tenant_id, id, resource_id, acquired_at, event, holder, fence)
                    overriding system value
                    select 'hotel-' || (1 + mod(n, 50)), n, 'room:' || n, timestamptz '2026-11-28 00:00:00+00' + n * interval '1 second',
                      'acquired', 'guest', n
                    from generate_series(1, %d) n;
                    insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier, created_at)
                    values ('hotel-1', 'whatsapp', 'phone', '+5491112345678', timestamptz '2026-11-28 03:04:05+00')
                    """.formatted(AUDIT_ROWS));
        }
    }

    @Test
    void equalDatabasesOfTwoVersionsAreEqual() throws SQLException {
        List<String> progress = new ArrayList<>();

        Comparison comparison = new CompareDatabases(from, to).compare(table -> progress.add(table.table()));

        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison.from().serverVersion()).startsWith("17");
        assertThat(comparison.to().serverVersion()).startsWith("15");
        assertThat(table(comparison, "lock_audit").from().rows()).isEqualTo(AUDIT_ROWS);
        assertThat(progress)
                .contains("tenants", "inbox", "sessions", "lock_audit")
                .doesNotHaveDuplicates();
    }

    @Test
    void aChangedByteIsNamedByTableRangeAndKey() throws SQLException {
        FilledDatabase.run(to, "update conserje.lock_audit set holder = 'guesT' where id = 4711");

        Comparison comparison = new CompareDatabases(from, to).compare(table -> {});

        assertThat(comparison.isEqual()).isFalse();
        assertThat(comparison.tables()).filteredOn(table -> !table.isEqual()).hasSize(1);
        RangeDifference range = onlyDifference(comparison, "lock_audit");
        assertThat(range.from().rows()).isEqualTo(range.to().rows()).isLessThan(AUDIT_ROWS);
        assertThat(range.keys()).containsExactly(new KeyDifference("hotel-12/4711", Difference.CHANGED));
        assertThat(range.more()).isZero();
    }

    @Test
    void rowsOfOneSideOnlyAreNamed() throws SQLException {
        FilledDatabase.run(from, "delete from conserje.lock_audit where id = 7");
        FilledDatabase.run(to, "delete from conserje.lock_audit where id = 9");

        List<KeyDifference> keys =
                table(new CompareDatabases(from, to).compare(table -> {}), "lock_audit").differences().stream()
                        .flatMap(range -> range.keys().stream())
                        .toList();

        assertThat(keys)
                .containsExactlyInAnyOrder(
                        new KeyDifference("hotel-8/7", Difference.ONLY_IN_TO),
                        new KeyDifference("hotel-10/9", Difference.ONLY_IN_FROM));
    }

    @Test
    void manyDifferencesAreCounted() throws SQLException {
        FilledDatabase.run(to, "update conserje.lock_audit set fence = fence + 1");

        TableComparison table = table(new CompareDatabases(from, to).compare(compared -> {}), "lock_audit");

        assertThat(table.differences())
                .hasSizeGreaterThan(1)
                .allSatisfy(range -> assertThat(range.keys()).hasSizeLessThanOrEqualTo(20));
        assertThat(table.differences().stream()
                        .mapToLong(range -> range.keys().size() + range.more())
                        .sum())
                .isEqualTo(AUDIT_ROWS);
    }

    @Test
    void aKeyThatNamesAPersonIsMasked() throws SQLException {
        FilledDatabase.run(to, "delete from conserje.tenant_user_identifiers");

        RangeDifference range =
                onlyDifference(new CompareDatabases(from, to).compare(table -> {}), "tenant_user_identifiers");

        assertThat(range.keys())
                .containsExactly(new KeyDifference("hotel-1/whatsapp/phone/***78", Difference.ONLY_IN_FROM));
    }

    @Test
    void aLoginThatRowsAreHiddenFromIsRefused() throws SQLException {
        DataSource blind = SERVERS.local("conserje_app");

        assertThatThrownBy(() -> new CompareDatabases(blind, to).compare(table -> {}))
                .isInstanceOf(TransferRefusedException.class)
                .hasMessageContaining("--from: row level security hides rows from the login conserje_app")
                .hasMessageContaining("BYPASSRLS");
    }

    @Test
    void anotherColumnIsRefusedByName() throws SQLException {
        FilledDatabase.run(to, "alter table conserje.bookings add column note text");
        try {
            assertThatThrownBy(() -> new CompareDatabases(from, to).compare(table -> {}))
                    .isInstanceOf(TransferRefusedException.class)
                    .hasMessageContaining("Table conserje.bookings differs")
                    .hasMessageContaining("note");
        } finally {
            FilledDatabase.run(to, "alter table conserje.bookings drop column note");
        }
    }

    @Test
    void nothingIsWrittenAndTheSessionsEnd() throws SQLException {
        new CompareDatabases(from, to).compare(table -> {});

        try (Connection connection = from.getConnection();
                Statement statement = connection.createStatement();
                var left = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where backend_type = 'client backend' and state like 'idle in%'")) {
            left.next();
            assertThat(left.getInt(1)).isZero();
        }
    }

    private static RangeDifference onlyDifference(Comparison comparison, String table) {
        List<RangeDifference> differences = table(comparison, table).differences();
        assertThat(differences).hasSize(1);
        return differences.getFirst();
    }

    private static TableComparison table(Comparison comparison, String name) {
        return comparison.tables().stream()
                .filter(table -> table.table().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
