package io.conserje.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.CountingRelay;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The cost of a message with an empty handler, from acceptance to the recorded outcome, against a one-time task of
 * db-scheduler, which polls by lock-and-fetch, its fastest strategy on PostgreSQL, and is notified of new tasks. In
 * both cases eight threads add the work, a hundred items at a time, and as many threads do it, on pools of the same
 * size. Conserje handles a guest's messages in order and keeps them; db-scheduler's tasks have no order and are
 * deleted. A third variant writes the minimum for messages that are kept.
 */
final class QueueBench {

    private static final int MESSAGES = Integer.getInteger("bench.messages", 100_000);
    private static final int BATCH = 100;
    private static final int FEEDERS = 8;
    private static final int GUESTS = 20_000;
    private static final int WORKERS = 64;
    private static final int POOL = 20;
    private static final int FAR_POOL = 10;
    private static final int ROUNDS = 5;
    /** Two units of work at the same time, as in the service. */
    private static final int ENDERS = 2;

    private static final TenantId[] HOTELS = IntStream.range(0, 20)
            .mapToObj(hotel -> new TenantId("hotel-" + hotel))
            .toArray(TenantId[]::new);

    private static final String SCHEDULED_TASKS = """
            create table public.scheduled_tasks (
              task_name text not null, task_instance text not null, task_data bytea,
              execution_time timestamptz not null, picked boolean not null, picked_by text, last_success timestamptz,
              last_failure timestamptz, consecutive_failures int, last_heartbeat timestamptz, version bigint not null,
              priority smallint, state text, primary key (task_name, task_instance));
            create index execution_time_idx on public.scheduled_tasks (execution_time);
            create index last_heartbeat_idx on public.scheduled_tasks (last_heartbeat)""";

    private QueueBench() {}

    static void run() throws Exception {
        try (DurableServer server = DurableServer.start(HOTELS);
                HikariDataSource app = TestDatabase.pool(server.port(), "conserje_app", POOL);
                HikariDataSource owner = TestDatabase.pool(server.port(), "postgres", POOL)) {
            server.run(SCHEDULED_TASKS, PlainRows.TABLE);
            compare(server, app, owner, "", MESSAGES);
            atDistance(server);
            idle(app);
            claims(server, app);
        }
    }

    /** As services stand to a database in another network: 2 ms away, with ten connections each. */
    private static void atDistance(DurableServer server) throws Exception {
        try (CountingRelay relay = CountingRelay.to(server.port(), Duration.ofMillis(2));
                HikariDataSource app = TestDatabase.pool(relay.port(), "conserje_app", FAR_POOL);
                HikariDataSource owner = TestDatabase.pool(relay.port(), "postgres", FAR_POOL)) {
            compare(server, app, owner, "@2ms", MESSAGES / 5);
        }
    }

    private static void compare(
            DurableServer server, HikariDataSource app, HikariDataSource owner, String suffix, int messages)
            throws InterruptedException {
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        double[] least = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        double[] ceilings = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            server.run("truncate conserje.inbox, conserje.guest_queues, conserje.sessions cascade", "checkpoint");
            double mine = conserje(app, owner, messages);
            server.run("truncate public.scheduled_tasks", "checkpoint");
            double other = dbScheduler(owner, messages);
            server.run("truncate public.plain_inbox", "checkpoint");
            double bare = bare(owner, messages);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: queue %.0f/s, db-scheduler %.0f/s, bare rows %.0f/s%n",
                    round + 1,
                    mine,
                    other,
                    bare);
            if (round >= 0) {
                ours[round] = mine;
                theirs[round] = other;
                least[round] = bare;
                ratios[round] = mine / other;
                ceilings[round] = bare / other;
            }
        }
        System.out.printf(
                Locale.ROOT, "%nqueue%s: accepted, handled, done (%d messages, %d rounds)%n", suffix, messages, ROUNDS);
        System.out.printf(Locale.ROOT, "%-28s %14s %14s %14s%n", "variant", "median op/s", "least", "most");
        row("queue", ours);
        row("db-scheduler", theirs);
        row("bare rows", least);
        Figures.ratio("queue/db-scheduler" + suffix, Figures.median(ratios));
        Figures.ratio("bare-rows/db-scheduler" + suffix, Figures.median(ceilings));
    }

    private static void row(String name, double[] rates) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %14.0f %14.0f %14.0f%n",
                name,
                Figures.median(rates),
                Figures.quantile(0, rates),
                Figures.quantile(1, rates));
    }

    private static double conserje(HikariDataSource app, HikariDataSource owner, int messages)
            throws InterruptedException {
        CountDownLatch handled = new CountDownLatch(messages);
        try (Conserje conserje = Conserje.on(app)
                .concurrency(WORKERS)
                .handler(incoming -> {
                    handled.countDown();
                    return new Answer(List.of(), incoming.memory());
                })
                .sender(reply -> new Delivery.Sent("none"))
                .build()) {
            conserje.start();
            long begun = System.nanoTime();
            feed(messages, batch -> {
                List<InboundMessage> fed = new ArrayList<>(BATCH);
                for (int message = 0; message < BATCH; message++) {
                    fed.add(message(batch * BATCH + message));
                }
                conserje.accept(HOTELS[batch % HOTELS.length], fed);
            });
            handled.await();
            awaitEmpty(owner, "select 1 from conserje.guest_queues limit 1");
            return rate(begun, messages);
        }
    }

    private static double dbScheduler(HikariDataSource owner, int messages) throws InterruptedException {
        CountDownLatch handled = new CountDownLatch(messages);
        OneTimeTask<Void> task = Tasks.oneTime("noop").execute((instance, context) -> handled.countDown());
        Scheduler scheduler = Scheduler.create(owner, task)
                .threads(WORKERS)
                .pollingInterval(Duration.ofMillis(50))
                .pollUsingLockAndFetch(0.5, 4.0)
                .build();
        try {
            scheduler.start();
            long begun = System.nanoTime();
            feed(messages, batch -> {
                List<TaskInstance<?>> tasks = new ArrayList<>(BATCH);
                for (int message = 0; message < BATCH; message++) {
                    tasks.add(task.instance(Integer.toString(batch * BATCH + message)));
                }
                scheduler.scheduleBatch(tasks, Instant.now());
                scheduler.triggerCheckForDueExecutions();
            });
            handled.await();
            awaitEmpty(owner, "select 1 from public.scheduled_tasks limit 1");
            return rate(begun, messages);
        } finally {
            scheduler.stop();
        }
    }

    /**
     * The upper bound: each message is inserted and updated once, in batches, and handed over in memory. There are no
     * claims, no leases and no order, and a process that dies loses its messages.
     */
    private static double bare(HikariDataSource owner, int messages) throws InterruptedException {
        PlainRows rows = new PlainRows(owner);
        BlockingQueue<PlainRows.Key> handled = new LinkedBlockingQueue<>();
        CountDownLatch ended = new CountDownLatch(messages);
        List<Thread> enders = new ArrayList<>();
        for (int ender = 0; ender < ENDERS; ender++) {
            enders.add(Thread.ofPlatform().start(() -> endAll(rows, handled, ended)));
        }
        long begun = System.nanoTime();
        feed(
                messages,
                batch -> handled.addAll(rows.insert(IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                        .mapToObj(number -> new Arrival(HOTELS[batch % HOTELS.length], message(number)))
                        .toList())));
        ended.await();
        double rate = rate(begun, messages);
        for (Thread ender : enders) {
            ender.interrupt();
            ender.join();
        }
        return rate;
    }

    private static void endAll(PlainRows rows, BlockingQueue<PlainRows.Key> handled, CountDownLatch ended) {
        try {
            while (true) {
                List<PlainRows.Key> batch = new ArrayList<>(List.of(handled.take()));
                handled.drainTo(batch, BATCH - 1);
                rows.end(batch);
                batch.forEach(key -> ended.countDown());
            }
        } catch (InterruptedException done) {
            // All messages are handled.
        }
    }

    private static void feed(int messages, IntConsumer batches) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Thread> feeders = new ArrayList<>();
        for (int feeder = 0; feeder < FEEDERS; feeder++) {
            feeders.add(Thread.ofPlatform().start(() -> {
                for (int batch = next.getAndIncrement(); batch < messages / BATCH; batch = next.getAndIncrement()) {
                    batches.accept(batch);
                }
            }));
        }
        for (Thread feeder : feeders) {
            feeder.join();
        }
    }

    private static void awaitEmpty(HikariDataSource database, String query) {
        while (!TestDatabase.query(database, query).isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static double rate(long begun, int messages) {
        return messages / ((double) (System.nanoTime() - begun) / 1e9);
    }

    private static InboundMessage message(int number) {
        return new InboundMessage(
                new ProviderMessageId("m-" + number),
                GuestRef.phone(Channel.WHATSAPP, "+54911" + (10_000_000 + number % GUESTS)),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);
    }

    /** The time from acceptance to the handler, for one message at a time in an idle system. */
    private static void idle(HikariDataSource app) throws InterruptedException {
        SynchronousQueue<Long> heard = new SynchronousQueue<>();
        double[] millis = new double[200];
        try (Conserje conserje = Conserje.on(app)
                .handler(incoming -> {
                    heard.offer(System.nanoTime());
                    return new Answer(List.of(), incoming.memory());
                })
                .sender(reply -> new Delivery.Sent("none"))
                .build()) {
            conserje.start();
            for (int time = 0; time < millis.length; time++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                InboundMessage message = message(MESSAGES + time);
                long begun = System.nanoTime();
                Thread.ofVirtual().start(() -> conserje.accept(HOTELS[0], List.of(message)));
                millis[time] = (double) (heard.take() - begun) / 1e6;
            }
        }
        double p50 = Figures.median(millis);
        System.out.printf(
                Locale.ROOT,
                "%nidle: from the delivery to the handler p50 %.1f ms, p99 %.1f ms (wanted: p50 20 or less)%n",
                p50,
                Figures.quantile(0.99, millis));
        Figures.ratio("20ms/idle-p50", 20 / p50);
    }

    /** The cost of a claim in a table with few finished messages, and with many. */
    private static void claims(DurableServer server, HikariDataSource app) {
        int many = Integer.getInteger("bench.rows", 10_000_000);
        server.run("truncate conserje.inbox, conserje.guest_queues cascade");
        finished(server, 0, 10_000);
        PostgresAdapters stores = new PostgresAdapters(app, Timeouts.DEFAULT, UUID::randomUUID);
        for (int hotel = 0; hotel < HOTELS.length; hotel++) {
            int from = MESSAGES + hotel * 50;
            stores.inbox(HOTELS[hotel])
                    .accept(IntStream.range(from, from + 50)
                            .mapToObj(QueueBench::message)
                            .toList());
        }
        server.run("vacuum analyze conserje.inbox, conserje.guest_queues");
        double few = claimMillis(stores.turns());
        long begun = System.nanoTime();
        finished(server, 10_000, many);
        server.run("vacuum analyze conserje.inbox, conserje.guest_queues");
        double behindMany = claimMillis(stores.turns());
        System.out.printf(
                Locale.ROOT,
                "%nclaim of 8 behind 10000 finished messages %.2f ms, behind %d %.2f ms (made in %d s; wanted: within 1.3)%n",
                few,
                many,
                behindMany,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        Figures.ratio("claim@10000/claim@" + many, few / behindMany);
    }

    private static double claimMillis(Turns turns) {
        double[] millis = new double[1000];
        for (int time = -200; time < millis.length; time++) {
            long begun = System.nanoTime();
            List<Turn> claimed = turns.claim(8, Duration.ofMinutes(5));
            double took = (double) (System.nanoTime() - begun) / 1e6;
            claimed.forEach(turn -> turns.release(turn, Duration.ZERO));
            if (time >= 0) {
                millis[time] = took;
            }
        }
        return Figures.median(millis);
    }

    /** Inserts handled messages of guests without pending messages. */
    private static void finished(DurableServer server, int from, int to) {
        server.run("insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body,"
                + " sent_at, state, ended_at)"
                + " select 'hotel-' || n % 20, gen_random_uuid(), 'whatsapp', 'f-' || n, 'g-' || n % 200000, 'text',"
                + " 'Hola', now(), 'handled', now() from generate_series(" + from + ", " + (to - 1) + ") n");
    }
}
