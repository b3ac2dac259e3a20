package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAudit.Entry;
import io.conserje.application.lock.LockAudit.Query;
import io.conserje.application.session.Sessions;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What operators read over all hotels: a page of the audit of locks, and the gauge of live sessions. */
final class PagesBench {

    private static final int HOTELS = Integer.getInteger("bench.hotels", 100_000);
    private static final int PAGE = 50;
    private static final int TIMES = 200;

    private PagesBench() {}

    static void run() throws Exception {
        try (DurableServer server = DurableServer.start();
                HikariDataSource app = TestDatabase.pool(server.port(), "conserje_app", 2)) {
            server.run(
                    "insert into conserje.tenants (tenant_id, name) select 'hotel-' || n, 'Hotel ' || n"
                            + " from generate_series(1, " + HOTELS + ") n",
                    "insert into conserje.lock_audit (tenant_id, resource_id, acquired_at, event, holder, fence)"
                            + " select 'hotel-' || (1 + mod(n, " + HOTELS + ")), 'room:' || mod(n, 100),"
                            + " now() - random() * interval '30 days', 'acquired', 'guest', n"
                            + " from generate_series(1, " + 4 * HOTELS + ") n",
                    "insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                            + " select 'hotel-' || n, 'whatsapp', '+54911' || n, 1, '{}', now() + interval '1 day'"
                            + " from generate_series(1, " + HOTELS + ") n",
                    "vacuum analyze");
            PostgresAdapters stores = new PostgresAdapters(app, Timeouts.DEFAULT, UUID::randomUUID);
            audit(stores.lockAudit());
            sessions(stores);
        }
    }

    private static void audit(LockAudit audit) {
        double[] millis = new double[TIMES];
        Query query = Query.ofEveryHotel(PAGE);
        for (int page = 0; page < TIMES; page++) {
            long begun = System.nanoTime();
            List<Entry> entries = audit.find(query);
            millis[page] = (double) (System.nanoTime() - begun) / 1e6;
            query = query.after(entries.getLast().position());
        }
        print("a page of " + PAGE + " entries of the audit of locks", millis);
    }

    private static void sessions(PostgresAdapters stores) {
        Sessions sessions = stores.sessions();
        Set<TenantId> hotels = stores.directory().all().stream().map(Tenant::id).collect(Collectors.toSet());
        double[] millis = new double[20];
        for (int time = 0; time < millis.length; time++) {
            long begun = System.nanoTime();
            sessions.active(hotels);
            millis[time] = (double) (System.nanoTime() - begun) / 1e6;
        }
        print("the gauge of live sessions", millis);
    }

    private static void print(String what, double... millis) {
        System.out.printf(
                Locale.ROOT,
                "%s over %d hotels: p50 %.1f ms, p99 %.1f ms%n",
                what,
                HOTELS,
                Figures.median(millis),
                Figures.quantile(0.99, millis));
    }
}
