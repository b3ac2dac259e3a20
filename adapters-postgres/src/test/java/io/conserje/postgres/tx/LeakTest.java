package io.conserje.postgres.tx;

import static io.conserje.postgres.schema.Tables.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.testing.TestDatabase.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Fifty hotels, sixteen threads and four connections behind a transaction-mode pooler. {@code
 * -Dleak.transactions=1000000} runs more than the default of 100,000 transactions.
 */
@Tag("pooler")
class LeakTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase(Target.SUPABASE_17_POOLER);

    private static final int TRANSACTIONS = Integer.getInteger("leak.transactions", 100_000);
    private static final int THREADS = 16;
    private static final int ROWS = 5;
    private static final List<TenantId> TENANTS = IntStream.range(0, 50)
            .mapToObj(n -> new TenantId("leak-%02d".formatted(n)))
            .toList();

    private static HikariDataSource pooler;

    @BeforeAll
    static void fiftyHotels() {
        DATABASE.empty();
        DATABASE.run("insert into conserje.tenants (tenant_id, name) select 'leak-' || lpad(n::text, 2, '0'), 'Hotel'"
                + " from generate_series(0, 49) n");
        DATABASE.run("insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                + " select tenant_id, 'whatsapp', 'guest-' || g, 1, '{}', 'infinity'"
                + " from conserje.tenants, generate_series(1, " + ROWS + ") g");
        pooler = TestDatabase.pool(DATABASE.port(), "conserje_app", THREADS);
    }

    @AfterAll
    static void closePool() {
        pooler.close();
    }

    @Test
    void everyTenantSeesAllOfItsRowsAndNoOthers() throws InterruptedException {
        Transactions transactions = new Transactions(pooler, Timeouts.DEFAULT);
        Harm harm = interleave(TRANSACTIONS, (tenant, kind) -> read(transactions, tenant, kind));
        assertThat(harm.done.sum()).isEqualTo(TRANSACTIONS);
        assertThat(harm.foreignRows.sum()).as("foreign rows").isZero();
        assertThat(harm.missedReads.sum()).as("reads that missed rows").isZero();
        assertThat(harm.errors).as("errors").isEmpty();
        assertThat(DATABASE.asOwner("select count(*) from conserje.sessions"))
                .containsExactly(String.valueOf(TENANTS.size() * ROWS));
    }

    /** Each kind of unit of work: one statement, several with a change, and one that is rolled back. */
    private static List<String> read(Transactions transactions, TenantId tenant, int kind) {
        return switch (kind % 4) {
            case 0, 1 -> owners(transactions.each(tenant));
            case 2 ->
                transactions.in(tenant, statements -> {
                    statements.execute(DSL.update(SESSIONS)
                            .set(SESSIONS.VERSION, SESSIONS.VERSION.plus(1))
                            .where(SESSIONS.GUEST.eq("guest-" + (1 + kind % ROWS))));
                    return owners(statements);
                });
            default -> abandoned(transactions, tenant);
        };
    }

    private static List<String> abandoned(Transactions transactions, TenantId tenant) {
        List<String> seen = new ArrayList<>();
        try {
            return transactions.in(tenant, statements -> {
                seen.addAll(owners(statements));
                statements.execute(DSL.deleteFrom(SESSIONS).where(SESSIONS.CHANNEL.eq("whatsapp")));
                throw new Abandoned();
            });
        } catch (Abandoned expected) {
            return seen;
        }
    }

    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static List<String> owners(Statements statements) {
        return statements.fetch(DSL.select(SESSIONS.TENANT_ID).from(SESSIONS)).getValues(SESSIONS.TENANT_ID);
    }

    @Test
    void theHarnessDetectsForeignRows() throws InterruptedException {
        Harm harm = interleave(5_000, (tenant, kind) -> keptInTheSession(tenant));
        assertThat(harm.foreignRows.sum()).isPositive();
    }

    @Test
    void theHarnessDetectsMissedRows() throws InterruptedException {
        Harm harm = interleave(1_000, (tenant, kind) -> inTheTenantRole(pooler));
        assertThat(harm.missedReads.sum()).isPositive();
    }

    /** As careless middleware does: sets the tenant in the session, for the next transaction to find. */
    private static List<String> keptInTheSession(TenantId tenant) {
        try (Connection connection = pooler.getConnection();
                PreparedStatement set =
                        connection.prepareStatement("select set_config('app.current_tenant_id', ?, false)")) {
            set.setString(1, tenant.value());
            set.execute();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return inTheTenantRole(pooler);
    }

    private static List<String> inTheTenantRole(DataSource source) {
        List<String> owners = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role conserje_tenant");
            try (ResultSet rows = statement.executeQuery("select tenant_id from conserje.sessions")) {
                while (rows.next()) {
                    owners.add(rows.getString(1));
                }
            }
            connection.commit();
            return owners;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void setsNothingOnTheSession() {
        try (HikariDataSource fresh = TestDatabase.pool(DATABASE.port(), "conserje_app", 4)) {
            Transactions transactions = new Transactions(fresh, Timeouts.DEFAULT);
            for (int kind = 0; kind < 8; kind++) {
                assertThat(read(transactions, TENANTS.getFirst(), kind)).hasSize(ROWS);
            }
        }
        List<String> sent = DATABASE.asOwner("select s.query from extensions.pg_stat_statements s"
                + " join pg_roles r on r.oid = s.userid where r.rolname like 'conserje%'");
        assertThat(sent).anyMatch(query -> query.contains("set_config"));
        // The pooler itself sets the startup parameters of a client again when it changes connections.
        String pooler = "datestyle|timezone|application_name|client_encoding|standard_conforming_strings";
        assertThat(sent)
                .noneMatch(query -> query.matches("(?is)\\s*(set (?!local|" + pooler
                        + ")|reset |discard |listen |prepare |deallocate |create temp).*|.*advisory_lock.*"));
    }

    private interface Read {
        /** The tenants of the rows that were seen. */
        List<String> of(TenantId tenant, int kind);
    }

    private static final class Harm {
        private final LongAdder done = new LongAdder();
        private final LongAdder foreignRows = new LongAdder();
        private final LongAdder missedReads = new LongAdder();
        private final List<String> errors = new ArrayList<>();

        private void judge(TenantId tenant, List<String> owners) {
            done.increment();
            long own = owners.stream().filter(tenant.value()::equals).count();
            foreignRows.add(owners.size() - own);
            if (own != ROWS) {
                missedReads.increment();
            }
        }

        private synchronized void error(RuntimeException failed) {
            errors.add(failed.toString());
        }
    }

    private static Harm interleave(int transactions, Read read) throws InterruptedException {
        Harm harm = new Harm();
        AtomicInteger next = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.execute(() -> {
                    for (int n = next.getAndIncrement(); n < transactions; n = next.getAndIncrement()) {
                        // The kind changes with each round of tenants, so that each tenant runs every kind.
                        TenantId tenant = TENANTS.get(n % TENANTS.size());
                        try {
                            harm.judge(tenant, read.of(tenant, n / TENANTS.size()));
                        } catch (RuntimeException failed) {
                            harm.error(failed);
                        }
                    }
                });
            }
        }
        return harm;
    }
}
