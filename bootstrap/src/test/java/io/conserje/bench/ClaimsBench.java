package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DeadLetters.Place;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The cost of a claim of eight messages or replies with 100,000 hotels against 10 hotels, each on a server of its own
 * and measured in turn. Each hotel has two guests with work. All guests are due, all wait for a retry, or all of half
 * of the hotels wait. Then the same claim of replies while 150,000 others wait behind one hotel's broken line. Beside
 * it, a page of dead letters over all hotels.
 */
final class ClaimsBench {

    private static final int FEW = 10;
    private static final int MANY = Integer.getInteger("bench.hotels", 100_000);
    private static final int BLOCKED = Integer.getInteger("bench.blocked", 150_000);
    private static final int CLAIM = 8;
    private static final int ROUNDS = 7;
    private static final int CLAIMS = 200;
    private static final Duration LEASE = Duration.ofMinutes(5);

    /** One server with its hotels. */
    private static final class Side implements AutoCloseable {

        private final int hotels;
        private final DurableServer server;
        private final HikariDataSource app;
        private final Turns turns;
        private final Replies replies;
        private final DeadLetters deadLetters;

        Side(int hotels) throws IOException {
            this.hotels = hotels;
            this.server = DurableServer.start();
            this.app = TestDatabase.pool(server.port(), "conserje_app", 2);
            PostgresAdapters stores = new PostgresAdapters(app, Timeouts.DEFAULT, UUID::randomUUID);
            this.turns = stores.turns();
            this.replies = stores.replies();
            this.deadLetters = stores.deadLetters();
            server.run("insert into conserje.tenants (tenant_id, name) select 'hotel-' || n, 'Hotel'"
                    + " from generate_series(1, " + hotels + ") n");
        }

        /** @param waiting of two hotels, how many have guests who wait for a retry: 0, 1 or 2 */
        void messages(int waiting) {
            server.run(
                    "truncate conserje.inbox, conserje.guest_queues cascade",
                    "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type,"
                            + " body, sent_at) select 'hotel-' || h, gen_random_uuid(), 'whatsapp', 'm-' || g, 'g-' || g,"
                            + " 'text', 'Hola', now() from generate_series(1, " + hotels + ") h,"
                            + " generate_series(1, 2) g",
                    "insert into conserje.guest_queues (tenant_id, channel, guest, waiting, due_at, ready)"
                            + " select tenant_id, channel, guest, array[message_id],"
                            + " now() + " + isWaiting(waiting) + " * interval '1 hour',"
                            + isWaiting(waiting) + " = 0 from conserje.inbox",
                    "vacuum analyze conserje.inbox, conserje.guest_queues");
        }

        void replies(int waiting) {
            server.run(
                    "truncate conserje.inbox, conserje.guest_queues cascade",
                    "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type,"
                            + " body, sent_at, state, ended_at) select 'hotel-' || h, gen_random_uuid(), 'whatsapp',"
                            + " 'm-' || g, 'g-' || g, 'text', 'Hola', now(), 'handled', now()"
                            + " from generate_series(1, " + hotels + ") h, generate_series(1, 2) g",
                    "insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, body, due_at, ready)"
                            + " select tenant_id, gen_random_uuid(), message_id, channel, guest, 'Buenos días',"
                            + " now() + " + isWaiting(waiting) + " * interval '1 hour',"
                            + isWaiting(waiting) + " = 0 from conserje.inbox",
                    "vacuum analyze conserje.inbox, conserje.replies");
        }

        private static String isWaiting(int waiting) {
            return "cast(cast(substring(tenant_id from 7) as int) % 2 < " + waiting + " as int)";
        }

        /** Adds a hotel whose guests each have one reply that waits for a retry, and ten behind it. */
        void brokenLine() {
            int guests = BLOCKED / 10;
            server.run(
                    "insert into conserje.tenants (tenant_id, name) values ('broken', 'Hotel')",
                    "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type,"
                            + " body, sent_at, state, ended_at) select 'broken', gen_random_uuid(), 'whatsapp',"
                            + " 'm-' || g, 'g-' || g, 'text', 'Hola', now(), 'handled', now()"
                            + " from generate_series(1, " + guests + ") g",
                    "insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, body, due_at)"
                            + " select tenant_id, gen_random_uuid(), message_id, channel, guest, 'Buenos días',"
                            + " now() + case when nth = 0 then interval '1 hour' else interval '-1 minute' end"
                            + " from conserje.inbox, generate_series(0, 10) nth where tenant_id = 'broken' order by nth",
                    "vacuum analyze conserje.inbox, conserje.replies");
        }

        /** Pages of 50 dead letters, newest first over all hotels. Each hotel has two. */
        void pages() {
            server.run(
                    "insert into conserje.dlq_permanent_failures (tenant_id, id, channel, created_at, message, reason,"
                            + " error, attempts) select tenant_id, message_id, channel, now() - random() * interval"
                            + " '7 days', jsonb_build_object('provider_id', provider_id, 'guest', guest, 'body', body,"
                            + " 'content_type', content_type, 'sent_at', sent_at, 'received_at', received_at),"
                            + " 'handler_failed', 'on purpose', 4 from conserje.inbox",
                    "vacuum analyze conserje.dlq_permanent_failures");
            double[] millis = new double[200];
            @Nullable Place behind = null;
            for (int page = 0; page < millis.length; page++) {
                long begun = System.nanoTime();
                List<DeadLetter> letters = deadLetters.list(LetterFilter.ALL, Shown.BURIED, behind, 50);
                millis[page] = (double) (System.nanoTime() - begun) / 1e6;
                behind = Place.behind(letters.getLast());
            }
            System.out.printf(
                    Locale.ROOT,
                    "a page of 50 dead letters over %d hotels: p50 %.1f ms, p99 %.1f ms (wanted: 50 or less)%n",
                    hotels,
                    Figures.median(millis),
                    Figures.quantile(0.99, millis));
        }

        @Override
        public void close() throws IOException {
            app.close();
            server.close();
        }
    }

    private ClaimsBench() {}

    static void run() throws Exception {
        try (Side few = new Side(FEW);
                Side many = new Side(MANY)) {
            System.out.printf(
                    Locale.ROOT,
                    "claims: of %d, %d rounds of %d%n%-28s %14s %14s%n",
                    CLAIM,
                    ROUNDS,
                    CLAIMS,
                    "p50 of a claim",
                    FEW + " hotels",
                    MANY + " hotels");
            String[] names = {"due", "half", "paused"};
            for (int waiting = 0; waiting <= 2; waiting++) {
                few.messages(waiting);
                many.messages(waiting);
                compare("messages-" + names[waiting], few, many, ClaimsBench::messageMicros);
            }
            for (int waiting = 0; waiting <= 2; waiting++) {
                few.replies(waiting);
                many.replies(waiting);
                compare("replies-" + names[waiting], few, many, ClaimsBench::replyMicros);
            }
            many.pages();
            few.replies(0);
            many.replies(0);
            many.brokenLine();
            settle(many);
            compare("replies-behind-a-broken-line", few, many, ClaimsBench::replyMicros);
        }
    }

    /** Claims until what waits behind the broken line is out of the way, as a service does in its first seconds. */
    private static void settle(Side side) {
        long begun = System.nanoTime();
        int claims = 0;
        double took;
        do {
            took = 0;
            for (int time = 0; time < 20; time++) {
                took = Math.max(took, replyMicros(side));
                claims++;
            }
        } while (took > 3_000 && Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 120);
        System.out.printf(
                Locale.ROOT,
                "a broken line of %d: %d claims, %d ms%n",
                BLOCKED,
                claims,
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    private static void compare(String name, Side few, Side many, ToIntFunction<Side> micros) {
        double[] ofFew = new double[ROUNDS];
        double[] ofMany = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            double less = median(few, micros);
            double more = median(many, micros);
            if (round >= 0) {
                ofFew[round] = less;
                ofMany[round] = more;
                ratios[round] = less / more;
            }
        }
        System.out.printf(
                Locale.ROOT, "%-28s %11.0f µs %11.0f µs%n", name, Figures.median(ofFew), Figures.median(ofMany));
        Figures.ratio(MANY + "-hotels/" + FEW + "-hotels@" + name, Figures.median(ratios));
    }

    private static double median(Side side, ToIntFunction<Side> micros) {
        double[] each = new double[CLAIMS];
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        int times = 0;
        while (times < CLAIMS && (times < 5 || System.nanoTime() < end)) {
            each[times++] = micros.applyAsInt(side);
        }
        return Figures.median(Arrays.copyOf(each, times));
    }

    /** A claim, after which everything is given back. */
    private static int messageMicros(Side side) {
        long begun = System.nanoTime();
        List<Turn> claimed = side.turns.claim(CLAIM, LEASE);
        int took = (int) ((System.nanoTime() - begun) / 1000);
        claimed.forEach(turn -> side.turns.release(turn, Duration.ZERO));
        return took;
    }

    private static int replyMicros(Side side) {
        long begun = System.nanoTime();
        List<OutboundReply> claimed = side.replies.claim(CLAIM, LEASE);
        int took = (int) ((System.nanoTime() - begun) / 1000);
        claimed.forEach(side.replies::release);
        return took;
    }
}
