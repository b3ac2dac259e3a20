package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * What tenancy costs: one row read by its key, without tenancy, in one round trip with it, and as the textbook has it (begin,
 * set, query, commit). All three through jOOQ on pools of the same size.
 */
final class TenancyBench {

    private static final int THREADS = 8;
    private static final int TENANTS = 100;
    private static final int GUESTS = 100;

    private TenancyBench() {}

    static void run() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            new Changelog(server.getPostgresDatabase()).update();
            fill(server);
            try (HikariDataSource app = TestDatabase.pool(server.getPort(), "conserje_app", THREADS);
                    HikariDataSource owner = TestDatabase.pool(server.getPort(), "postgres", THREADS)) {
                compare(app, owner);
            }
        }
    }

    private static void compare(HikariDataSource app, HikariDataSource owner) throws InterruptedException {
        Transactions transactions = new Transactions(app, Timeouts.USUAL);
        DSLContext plain = jooq(owner);
        DSLContext textbook = jooq(app);
        new Rounds(THREADS, 7, Duration.ofSeconds(2))
                .variant("no-tenancy", () -> plain.fetch(byKey(tenant())))
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
                })
                .measure()
                .table("tenancy: a row by its key")
                .ratio("one-trip/no-tenancy", "one-trip", "no-tenancy")
                .ratio("one-trip/textbook", "one-trip", "textbook");
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
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into conserje.tenants (tenant_id, name) select 'hotel-' || n, 'Hotel'"
                    + " from generate_series(0, " + (TENANTS - 1) + ") n");
            statement.execute(
                    "insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                            + " select 'hotel-' || t, 'whatsapp', 'guest-' || g, 1, '{\"language\": \"es\"}', 'infinity'"
                            + " from generate_series(0, " + (TENANTS - 1) + ") t, generate_series(0, " + (GUESTS - 1)
                            + ") g");
            statement.execute("analyze");
        }
    }
}
