package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.memory.InMemory;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.tenancy.CachedTenantDirectory;
import io.conserje.postgres.testing.CountingRelay;
import io.conserje.postgres.testing.PgBouncer;
import io.conserje.postgres.testing.PgBouncer.Mode;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.testing.TestDatabase.Target;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * The cost of tenancy: a read of one row by its key, without tenancy, with tenancy in one round trip, and with tenancy
 * as in textbooks (begin, set, query, commit). All three use jOOQ and pools of the same size. The last two also run
 * through a transaction-mode pooler with four connections, 20 ms away from the server, and both. With many hotels each
 * has one guest, so that nine of ten reads find no row; the figure is the time to look for it.
 */
final class TenancyBench {

    private static final int THREADS = 8;
    private static final int TENANTS = 100;
    private static final int GUESTS = 100;

    private TenancyBench() {}

    static void run() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            new Changelog(server.getPostgresDatabase()).update();
            // The baseline has a statement timeout, too, as a setting of its login.
            run(server, "alter role postgres set statement_timeout = '15s'");
            fill(server);
            straight(server.getPort());
            try (PgBouncer pooler = PgBouncer.before(server.getPort(), Mode.TRANSACTION, 4);
                    HikariDataSource app =
                            TestDatabase.pool(Target.SUPABASE_17_POOLER, pooler.port(), "conserje_app", THREADS)) {
                compare(app, "@pooler", Duration.ofSeconds(2));
                try (CountingRelay distance = CountingRelay.to(pooler.port(), Duration.ofMillis(20));
                        HikariDataSource far = TestDatabase.pool(
                                Target.SUPABASE_17_POOLER, distance.port(), "conserje_app", THREADS)) {
                    compare(far, "@pooler@20ms", Duration.ofSeconds(3));
                }
            }
            try (CountingRelay distance = CountingRelay.to(server.getPort(), Duration.ofMillis(20));
                    HikariDataSource app = TestDatabase.pool(distance.port(), "conserje_app", THREADS)) {
                compare(app, "@20ms", Duration.ofSeconds(3));
            }
            manyTenants(server);
        }
        resolution();
    }

    private static void straight(int port) throws InterruptedException {
        try (HikariDataSource app = TestDatabase.pool(port, "conserje_app", THREADS);
                HikariDataSource owner = TestDatabase.pool(port, "postgres", THREADS)) {
            DSLContext plain = jooq(owner);
            variants(app, Duration.ofSeconds(2))
                    .variant("no-tenancy", () -> plain.fetch(byKey(tenant())))
                    .measure()
                    .table("tenancy: a row by its key")
                    .ratio("one-trip/no-tenancy", "one-trip", "no-tenancy")
                    .ratio("one-trip/textbook", "one-trip", "textbook");
        }
    }

    private static void compare(HikariDataSource app, String where, Duration each) throws InterruptedException {
        variants(app, each)
                .measure()
                .table("tenancy: a row by its key " + where)
                .ratio("one-trip/textbook" + where, "one-trip", "textbook");
    }

    private static Rounds variants(HikariDataSource app, Duration each) {
        Transactions transactions = new Transactions(app, Timeouts.DEFAULT);
        DSLContext textbook = jooq(app);
        return new Rounds(THREADS, 7, each)
                .variant("one-trip", () -> {
                    TenantId tenant = tenant();
                    transactions.each(tenant).fetch(byKey(tenant));
                })
                .variant("textbook", () -> {
                    TenantId tenant = tenant();
                    textbook.transactionResult(begun -> {
                        begun.dsl()
                                .fetch(DSL.select(
                                        DSL.function(
                                                "set_config",
                                                String.class,
                                                DSL.inline("role"),
                                                DSL.inline("conserje_tenant"),
                                                DSL.inline(true)),
                                        DSL.function(
                                                "set_config",
                                                String.class,
                                                DSL.inline("app.current_tenant_id"),
                                                DSL.val(tenant.value()),
                                                DSL.inline(true))));
                        return begun.dsl().fetch(byKey(tenant));
                    });
                });
    }

    /** The same read with ten hotels and with a hundred thousand. */
    private static void manyTenants(EmbeddedPostgres server) throws Exception {
        run(
                server,
                "insert into conserje.tenants (tenant_id, name) select 'many-' || n, 'Hotel'"
                        + " from generate_series(0, 99999) n",
                "insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                        + " select 'many-' || t, 'whatsapp', 'guest-0', 1, '{}', 'infinity'"
                        + " from generate_series(0, 99999) t",
                "vacuum analyze");
        try (HikariDataSource app = TestDatabase.pool(server.getPort(), "conserje_app", THREADS)) {
            Transactions transactions = new Transactions(app, Timeouts.DEFAULT);
            new Rounds(THREADS, 5, Duration.ofSeconds(2))
                    .variant("of-100000", () -> oneOf(transactions, 100_000))
                    .variant("of-10", () -> oneOf(transactions, 10))
                    .measure()
                    .table("tenancy: reads spread over hotels")
                    .ratio("100000-tenants/10-tenants", "of-100000", "of-10");
        }
    }

    private static void oneOf(Transactions transactions, int tenants) {
        TenantId tenant = new TenantId("many-" + ThreadLocalRandom.current().nextInt(tenants));
        transactions.each(tenant).fetch(byKey(tenant));
    }

    /** Hits of the cached directory, on one thread. */
    private static void resolution() throws InterruptedException {
        InMemory.Tenants hotels = InMemory.tenants();
        Identifier line = Identifier.phoneNumberId(Channel.WHATSAPP, "106540352242922");
        hotels.register(Tenant.named(TenantId.DEFAULT, "Hotel"));
        hotels.assign(TenantId.DEFAULT, line);
        ResolveTenant resolve = new ResolveTenant(
                new CachedTenantDirectory(hotels, System::nanoTime), ResolveTenant.Mode.STRICT, TenancyListener.NONE);
        List<Identifier> carried = List.of(line, Identifier.phone(Channel.WHATSAPP, "5491112345678"));
        new Rounds(1, 5, Duration.ofSeconds(1))
                .variant("resolve, warm", () -> resolve.resolve(carried))
                .measure()
                .table("tenancy: whose message is it");
    }

    private static DSLContext jooq(HikariDataSource pool) {
        return DSL.using(
                pool,
                SQLDialect.POSTGRES,
                new Settings().withExecuteLogging(false).withFetchWarnings(false));
    }

    private static TenantId tenant() {
        return new TenantId("hotel-" + ThreadLocalRandom.current().nextInt(TENANTS));
    }

    private static ResultQuery<Record1<Long>> byKey(TenantId tenant) {
        return DSL.select(DSL.field("version", Long.class))
                .from("conserje.sessions")
                .where(DSL.field("tenant_id", String.class).eq(tenant.value()))
                .and(DSL.field("channel", String.class).eq("whatsapp"))
                .and(DSL.field("guest", String.class)
                        .eq("guest-" + ThreadLocalRandom.current().nextInt(GUESTS)));
    }

    private static void fill(EmbeddedPostgres server) throws Exception {
        run(
                server,
                "insert into conserje.tenants (tenant_id, name) select 'hotel-' || n, 'Hotel'"
                        + " from generate_series(0, " + (TENANTS - 1) + ") n",
                "insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                        + " select 'hotel-' || t, 'whatsapp', 'guest-' || g, 1, '{\"language\": \"es\"}', 'infinity'"
                        + " from generate_series(0, " + (TENANTS - 1) + ") t, generate_series(0, " + (GUESTS - 1)
                        + ") g",
                "analyze");
    }

    private static void run(EmbeddedPostgres server, String... statements) throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
