package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.SweepMessages;
import io.conserje.application.messaging.SweepMessages.RetentionTimes;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Whether retention keeps up: overdue messages are removed while new ones are accepted and handled at half of the rate that
 * the queue reaches alone, both at once.
 */
final class SweepsBench {

    private static final int SECONDS = Integer.getInteger("bench.seconds", 300);
    private static final int ALONE = 60_000;
    private static final int BATCH = 100;
    private static final int GUESTS = 20_000;
    private static final int WORKERS = 64;
    private static final int POOL = 20;

    private static final TenantId[] HOTELS = IntStream.range(0, 20)
            .mapToObj(hotel -> new TenantId("hotel-" + hotel))
            .toArray(TenantId[]::new);

    private final DurableServer server;
    private final HikariDataSource app;
    private final AtomicLong handled = new AtomicLong();

    private SweepsBench(DurableServer server, HikariDataSource app) {
        this.server = server;
        this.app = app;
    }

    static void run() throws Exception {
        try (DurableServer server = DurableServer.start(HOTELS);
                HikariDataSource app = TestDatabase.pool(server.port(), "conserje_app", POOL)) {
            new SweepsBench(server, app).measure();
        }
    }

    private void measure() {
        try (Conserje conserje = Conserje.on(app)
                .concurrency(WORKERS)
                .handler(incoming -> {
                    handled.incrementAndGet();
                    return new Answer(List.of(), incoming.memory());
                })
                .sender(reply -> new Delivery.Sent("none"))
                .build()) {
            conserje.start();
            feed(conserje, 0, ALONE, Double.MAX_VALUE);
            double alone = feed(conserje, ALONE, ALONE, Double.MAX_VALUE);
            double rate = alone / 2;
            long messages = (long) (rate * SECONDS);
            System.out.printf(
                    Locale.ROOT,
                    "sweeps: the queue alone makes %.0f messages/s; %d messages are overdue%n",
                    alone,
                    2 * messages);
            fill(2 * messages);
            AtomicLong removed = new AtomicLong();
            AtomicLong swept = new AtomicLong();
            long begun = System.nanoTime();
            Thread sweeper = Thread.ofPlatform().start(() -> {
                removed.set(sweep());
                swept.set(System.nanoTime());
            });
            double accepted = feed(conserje, 2 * ALONE, messages, rate);
            double seconds = (System.nanoTime() - begun) / 1e9;
            sweeper.interrupt();
            join(sweeper);
            double removals = removed.get() / ((swept.get() - begun) / 1e9);
            System.out.printf(
                    Locale.ROOT,
                    "%.0f s: accepted and handled %.0f/s, removed %.0f/s, %d of %d overdue%n",
                    seconds,
                    accepted,
                    removals,
                    removed.get(),
                    2 * messages);
            Figures.ratio("removed/accepted", removals / accepted);
        }
    }

    /** Sweeps until nothing is left, or until interrupted. */
    private long sweep() {
        PostgresAdapters stores = new PostgresAdapters(app, Timeouts.DEFAULT, UUID::randomUUID);
        return new SweepMessages(stores.retention(), RetentionTimes.DEFAULT, MessagingListener.NONE).removeMessages();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(long messages) {
        server.run(
                "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at,"
                        + " received_at, state, ended_at) select 'hotel-' || mod(n, " + HOTELS.length
                        + "), gen_random_uuid(), 'whatsapp', 'old-' || n, '+54911' || mod(n, " + GUESTS
                        + "), 'text', 'Hola', at, at, 'handled', at from (select n, now() - interval '90 days'"
                        + " + n * interval '1 second' as at from generate_series(1, " + messages + ") n) old",
                "vacuum analyze conserje.inbox",
                "checkpoint");
    }

    /** Accepts messages at a rate, waits until they are handled, and returns how many a second that made. */
    private double feed(Conserje conserje, long first, long messages, double rate) {
        long before = handled.get();
        long begun = System.nanoTime();
        for (long done = 0; done < messages; done += BATCH) {
            LockSupport.parkNanos(begun + (long) (done / rate * 1e9) - System.nanoTime());
            List<InboundMessage> batch = new ArrayList<>(BATCH);
            for (long number = first + done; number < first + done + BATCH; number++) {
                batch.add(message(number));
            }
            conserje.accept(HOTELS[(int) (done / BATCH % HOTELS.length)], batch);
        }
        while (handled.get() - before < messages) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return messages / ((System.nanoTime() - begun) / 1e9);
    }

    private static InboundMessage message(long number) {
        return new InboundMessage(
                new ProviderMessageId("m-" + number),
                GuestRef.phone(Channel.WHATSAPP, "+54911" + (10_000_000 + number % GUESTS)),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);
    }
}
