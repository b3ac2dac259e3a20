package io.conserje.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.GroupCommit;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.library.Conserje;
import io.conserje.library.tenancy.CachedTenantDirectory;
import io.conserje.postgres.testing.CountingRelay;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The cost of accepting webhooks durably: requests over HTTP on 32 connections that share commits, against the same
 * server with a handler that commits one plain insert per request, without tenancy and without a queue. Both use pools
 * of ten connections. {@code one-insert} shares the commits of plain inserts, which is the most that sharing can gain
 * on this server. Then come the times of answers at half of the highest rate, and both with 256 connections and a
 * database at a distance, as services stand to Supabase.
 */
final class AcceptBench {

    private static final int CONNECTIONS = 32;
    private static final int FAR_CONNECTIONS = 256;
    private static final int POOL = 10;
    private static final int ROUNDS = 7;
    private static final Duration EACH = Duration.ofSeconds(3);
    private static final String PATH = "/api/webhooks/whatsapp";

    private static final AtomicLong COUNT = new AtomicLong();

    private AcceptBench() {}

    static void run() throws Exception {
        try (DurableServer server = DurableServer.start(TenantId.DEFAULT);
                HikariDataSource app = TestDatabase.pool(server.port(), "conserje_app", POOL);
                HikariDataSource owner = TestDatabase.pool(server.port(), "postgres", POOL);
                Conserje conserje = on(app);
                WebServer ours = serving(conserje.acceptWebhook());
                WebServer oneCommit = serving(into(conserje, tenant -> new PlainInbox(owner, tenant)));
                WebServer oneInsert = serving(into(
                        conserje,
                        new GroupCommit(new PlainRows(owner), tenant -> new NoInbox(), GroupCommit.Limits.DEFAULT)));
                WebServer httpOnly = serving(into(conserje, tenant -> new NoInbox()))) {
            server.run(PlainRows.TABLE);
            BlockingQueue<HttpWire> toOurs = wires(ours.port(), CONNECTIONS);
            BlockingQueue<HttpWire> toOneCommit = wires(oneCommit.port(), CONNECTIONS);
            BlockingQueue<HttpWire> toOneInsert = wires(oneInsert.port(), CONNECTIONS);
            BlockingQueue<HttpWire> toHttpOnly = wires(httpOnly.port(), CONNECTIONS);
            Rounds rounds = new Rounds(CONNECTIONS, ROUNDS, EACH)
                    .variant("accept", () -> post(toOurs))
                    .variant("one-commit", () -> post(toOneCommit))
                    .variant("one-insert", () -> post(toOneInsert))
                    .variant("http-only", () -> post(toHttpOnly))
                    .measure()
                    .table("accept: a message over HTTP, durable when it is answered")
                    .ratio("accept/one-commit", "accept", "one-commit")
                    .ratio("one-insert/one-commit", "one-insert", "one-commit")
                    .ratio("http-only/one-commit", "http-only", "one-commit");
            atHalfLoad(rounds.median("accept") / 2, toOurs);
            closeAll(toOurs);
            closeAll(toOneCommit);
            closeAll(toOneInsert);
            closeAll(toHttpOnly);
            atDistance(server, Duration.ofMillis(2));
            atDistance(server, Duration.ofMillis(20));
        }
    }

    private static void atDistance(DurableServer server, Duration distance) throws Exception {
        String suffix = "@" + distance.toMillis() + "ms";
        try (CountingRelay relay = CountingRelay.to(server.port(), distance);
                HikariDataSource app = TestDatabase.pool(relay.port(), "conserje_app", POOL);
                HikariDataSource owner = TestDatabase.pool(relay.port(), "postgres", POOL);
                Conserje conserje = on(app);
                WebServer ours = serving(conserje.acceptWebhook());
                WebServer oneCommit = serving(into(conserje, tenant -> new PlainInbox(owner, tenant)))) {
            BlockingQueue<HttpWire> toOurs = wires(ours.port(), FAR_CONNECTIONS);
            BlockingQueue<HttpWire> toOneCommit = wires(oneCommit.port(), FAR_CONNECTIONS);
            new Rounds(FAR_CONNECTIONS, ROUNDS, EACH)
                    .variant("accept", () -> post(toOurs))
                    .variant("one-commit", () -> post(toOneCommit))
                    .measure()
                    .table("accept: 256 connections, the database " + distance.toMillis() + " ms away")
                    .ratio("accept/one-commit" + suffix, "accept", "one-commit");
            closeAll(toOurs);
            closeAll(toOneCommit);
        }
    }

    private static Conserje on(HikariDataSource app) {
        return Conserje.on(app)
                .tenancy(ResolveTenant.Mode.SINGLE)
                .handler(incoming -> new Answer(List.of(), incoming.memory()))
                .sender(reply -> new Delivery.Sent("none"))
                .build();
    }

    /** Requests start when they are due, even if earlier ones have no answer yet, so that waiting counts. */
    private static void atHalfLoad(double perSecond, BlockingQueue<HttpWire> wires) throws InterruptedException {
        double[] p50 = new double[ROUNDS];
        double[] p99 = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double[] millis = paced(perSecond, wires);
            p50[round] = Figures.median(millis);
            p99[round] = Figures.quantile(0.99, millis);
            ratios[round] = p50[round] / p99[round];
        }
        System.out.printf(
                Locale.ROOT,
                "%nat half load, %.0f messages/s: p50 %.2f ms, p99 %.2f ms (wanted: p50/p99 0.33 or more)%n",
                perSecond,
                Figures.median(p50),
                Figures.median(p99));
        Figures.ratio("accept-p50/p99@half-load", Figures.median(ratios));
    }

    private static double[] paced(double perSecond, BlockingQueue<HttpWire> wires) throws InterruptedException {
        List<List<Double>> measured = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        long begin = System.nanoTime();
        long interval = (long) (CONNECTIONS / perSecond * 1e9);
        for (int client = 0; client < CONNECTIONS; client++) {
            List<Double> mine = new ArrayList<>();
            measured.add(mine);
            long first = begin + interval * client / CONNECTIONS;
            clients.add(Thread.ofPlatform().start(() -> {
                for (long due = first; due < begin + EACH.toNanos(); due += interval) {
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    post(wires);
                    mine.add((double) (System.nanoTime() - due) / 1e6);
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        return measured.stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static void post(BlockingQueue<HttpWire> wires) {
        try {
            HttpWire wire = wires.take();
            wire.post(PATH, body());
            wires.put(wire);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String body() {
        return "{\"entry\": [{\"changes\": [{\"value\": {\"messages\": [{\"id\": \"wamid." + COUNT.incrementAndGet()
                + "\", \"from\": \"54911" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999)
                + "\", \"timestamp\": \"1700000000\", \"type\": \"text\","
                + " \"text\": {\"body\": \"Hola, necesito disponibilidad para este fin de semana\"}}]}}]}]}";
    }

    private static AcceptWebhook into(Conserje conserje, Function<TenantId, Inbox> inboxes) {
        return new AcceptWebhook(
                new ResolveTenant(
                        new CachedTenantDirectory(conserje.tenants(), System::nanoTime),
                        ResolveTenant.Mode.SINGLE,
                        TenancyListener.NONE),
                PhoneNumbers.PLAIN,
                inboxes,
                MessagingListener.NONE);
    }

    private static WebServer serving(AcceptWebhook acceptance) {
        WebServer server = HttpAdapters.server(
                        new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ofSeconds(5)), acceptance)
                .build();
        server.start();
        return server;
    }

    private static BlockingQueue<HttpWire> wires(int port, int connections) throws IOException {
        BlockingQueue<HttpWire> wires = new ArrayBlockingQueue<>(connections);
        for (int wire = 0; wire < connections; wire++) {
            wires.add(new HttpWire(port));
        }
        return wires;
    }

    private static void closeAll(BlockingQueue<HttpWire> wires) throws IOException {
        for (HttpWire wire : wires) {
            wire.close();
        }
    }

    /** Stores nothing. The rate is that of HTTP alone, which no store can exceed. */
    private record NoInbox() implements Inbox {

        @Override
        public List<Acceptance> accept(List<InboundMessage> messages) {
            return messages.stream()
                    .<Acceptance>map(message -> new Acceptance.Accepted(new MessageId(UUID.randomUUID())))
                    .toList();
        }

        @Override
        public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
            return Optional.empty();
        }
    }

    /** The usual solution: one insert and one commit per request. */
    private record PlainInbox(HikariDataSource database, TenantId tenant) implements Inbox {

        private static final String INSERT = "insert into public.plain_inbox"
                + " (tenant_id, message_id, channel, provider_id, guest, body, sent_at) values (?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant_id, channel, provider_id) do nothing";

        @Override
        public List<Acceptance> accept(List<InboundMessage> messages) {
            return messages.stream().map(this::accept).toList();
        }

        private Acceptance accept(InboundMessage message) {
            UUID id = UUID.randomUUID();
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(INSERT)) {
                statement.setString(1, tenant.value());
                statement.setObject(2, id);
                statement.setString(3, message.guest().channel().name());
                statement.setString(4, message.providerId().value());
                statement.setString(5, message.guest().address());
                statement.setString(6, ((MessageContent.Text) message.content()).body());
                statement.setTimestamp(7, Timestamp.from(message.sentAt()));
                return statement.executeUpdate() == 1
                        ? new Acceptance.Accepted(new MessageId(id))
                        : new Acceptance.Duplicate();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
            return Optional.empty();
        }
    }
}
