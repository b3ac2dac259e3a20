package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.bootstrap.WebhookClient.Text;
import io.conserje.db.Changelog;
import io.conserje.db.transfer.Comparison;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.db.transfer.TransferListener;
import io.conserje.db.transfer.TransferOptions;
import io.conserje.db.transfer.TransferOptions.Mode;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A move with {@code --follow} while guests write 200 messages a second to the webhook of a service on the source, and another
 * service waits on the target. Then a day on the target, and the way back. {@code -Dmove.full=true} writes for a minute, and
 * 10,000 messages on that day.
 */
@Timeout(900)
class MovedUnderLoadTest {

    private static final boolean FULL = Boolean.getBoolean("move.full");
    private static final int MESSAGES_A_SECOND = 200;
    private static final Duration BEFORE = Duration.ofSeconds(FULL ? 45 : 3);
    private static final Duration AFTER = Duration.ofSeconds(FULL ? 15 : 3);
    private static final int DAY = FULL ? 10_000 : 1_000;
    private static final int BATCH = 20;
    private static final int GUESTS = 400;
    private static final int OLD_MESSAGES = FULL ? 200_000 : 20_000;
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final int NO_ANSWER = 0;
    private static final String SLOW = "takes longer than the drain";

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static SupabaseServer supabase;

    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicLong first503 = new AtomicLong();
    private final AtomicLong firstOfTarget = new AtomicLong();

    @BeforeAll
    static void startTheTarget() throws IOException {
        supabase = SupabaseServer.start(15, Grants.CLASSIC);
        new Changelog(target()).update();
    }

    @AfterAll
    static void stopIt() throws IOException, SQLException {
        TransferDatabases.drop(source(), TransferDatabases.leftovers(source(), null));
        DATABASE.run("drop table if exists conserje_transfer.runs cascade");
        TransferDatabases.thaw(source());
        DATABASE.run("drop schema if exists conserje_transfer cascade");
        DATABASE.empty();
        supabase.close();
    }

    private static DataSource source() {
        return DATABASE.owner();
    }

    private static DataSource target() {
        return supabase.connections("postgres");
    }

    /** A service with its webhook. */
    private final class Service implements AutoCloseable {

        private final Queue<String> heard = new ConcurrentLinkedQueue<>();
        private final HikariDataSource pool;
        private final Conserje conserje;
        private final WebServer http;
        private final boolean waitsForSlow;

        Service(int port, boolean waitsForSlow) {
            this.waitsForSlow = waitsForSlow;
            pool = TestDatabase.pool(port, "conserje_app", 10);
            conserje = Conserje.on(pool)
                    .tenancy(ResolveTenant.Mode.SINGLE)
                    .lease(LEASE)
                    .handler(this::hear)
                    .sender(reply -> new Delivery.Sent("none"))
                    .build();
            http = HttpAdapters.server(
                            new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ofSeconds(5)),
                            conserje.acceptWebhook())
                    .gate(conserje.gate())
                    .build();
            conserje.start();
            http.start();
        }

        private Answer hear(Incoming incoming) {
            String text = ((MessageContent.Text) incoming.message().content()).body();
            heard.add(text);
            if (waitsForSlow && text.equals(SLOW)) {
                await().atMost(Duration.ofMinutes(5)).until(() -> released.getCount() == 0);
            }
            return new Answer(List.of(new Reply("heard")), Map.of());
        }

        int port() {
            return http.port();
        }

        @Override
        public void close() {
            http.close();
            conserje.close();
            pool.close();
        }
    }

    /** Says when the source stopped, what was in hand then, and when the target began. */
    private static final class Moments implements TransferListener {

        private final AtomicLong inHand = new AtomicLong();
        private final AtomicLong freezeBegan = new AtomicLong();
        private final AtomicLong opened = new AtomicLong();

        @Override
        public void began(String step) {
            if (step.equals("freeze")) {
                freezeBegan.set(System.nanoTime());
            }
        }

        @Override
        public void frozen(long messages) {
            inHand.set(messages);
        }

        @Override
        public void opened() {
            opened.set(System.nanoTime());
        }
    }

    @Test
    void noAcceptedMessageIsLostThereOrBack() throws Exception {
        fill();
        Moments moments = new Moments();
        AtomicBoolean enough = new AtomicBoolean();
        try (Service atSource = new Service(DATABASE.port(), true);
                WebhookClient channel = new WebhookClient()) {
            FutureTask<Integer> load;
            Comparison there;
            closeTheTargetBeforehand();
            try (Service atTarget = new Service(supabase.port(), false)) {
                deliver(channel, atSource.port(), atTarget.port(), new Text("slow", "5491100000000", SLOW));
                load = inBackground(() -> load(channel, atSource.port(), atTarget.port(), enough));
                await().atMost(BEFORE.multipliedBy(4))
                        .until(() -> told.size() > MESSAGES_A_SECOND * BEFORE.toSeconds() / 2);

                there = new TransferDatabases(source(), target(), moments)
                        .transfer(new TransferOptions(Mode.FOLLOW, List.of(), DRAIN, true, false));

                await().atMost(Duration.ofMinutes(1)).until(() -> firstOfTarget.get() != 0);
                LockSupport.parkNanos(AFTER.toNanos());
                enough.set(true);
                int begun = load.get(2, TimeUnit.MINUTES);
                released.countDown();
                await().atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> assertThat(unfinished(target())).isEqualTo("0"));
                print(there, moments, begun);
                assertThat(there.isEqual()).isTrue();
                assertThat(told).hasSize(begun + 1);
                assertThat(TestDatabase.query(
                                target(), "select provider_id from conserje.inbox where provider_id not like 'old-%'"))
                        .containsExactlyInAnyOrderElementsOf(told);
                assertThat(moments.inHand).hasPositiveValue();
                assertThat(atSource.heard).contains(SLOW);
                assertThat(atTarget.heard).contains(SLOW);
                assertThat(Duration.ofNanos(firstOfTarget.get() - first503.get()))
                        .isLessThan(Duration.ofSeconds(5));

                theDay(channel, atTarget.port());
                Comparison back = new TransferDatabases(target(), source(), moments).resume(false);
                assertThat(back.isEqual()).as(back.toString()).isTrue();
            }
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> channel.deliver(atSource.port(), List.of(new Text("home", "5491100000000", "home")))
                                    .status()
                            == 200);
            await().atMost(Duration.ofMinutes(1)).until(() -> atSource.heard.contains("home"));
            assertThat(TestDatabase.query(source(), "select count(*)::text from conserje.inbox"))
                    .containsExactly(String.valueOf(OLD_MESSAGES + told.size() + DAY + 1));
        }
    }

    private void print(Comparison there, Moments moments, int begun) {
        System.out.printf(
                "%d messages at %d a second, %d rows moved: source's first 503 to the target's first 200 %d ms"
                        + " (from the freeze %d ms, until the target was open %d ms); %d in hand for longer than %d s%n",
                begun,
                MESSAGES_A_SECOND,
                there.tables().stream().mapToLong(table -> table.from().rows()).sum(),
                TimeUnit.NANOSECONDS.toMillis(firstOfTarget.get() - first503.get()),
                TimeUnit.NANOSECONDS.toMillis(firstOfTarget.get() - moments.freezeBegan.get()),
                TimeUnit.NANOSECONDS.toMillis(moments.opened.get() - moments.freezeBegan.get()),
                moments.inHand.get(),
                DRAIN.toSeconds());
    }

    /** As {@code plan} and {@code copy} leave it: a service that is started there has to wait. */
    private static void closeTheTargetBeforehand() {
        run(
                target(),
                "insert into conserje.closures (scope, kind, reason) values ('*', 'closed', 'a transfer begins')");
    }

    private static String unfinished(DataSource database) {
        return TestDatabase.query(database, "select count(*)::text from conserje.inbox where state <> 'handled'")
                .getFirst();
    }

    private static void fill() {
        DATABASE.empty();
        DATABASE.givenTenants(TenantId.DEFAULT);
        DATABASE.run(
                "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body,"
                        + " sent_at, state, ended_at) select 'default', gen_random_uuid(), 'whatsapp', 'old-' || n, '+5491112345678',"
                        + " 'text', 'Hola', now(), 'handled', now() from generate_series(1, " + OLD_MESSAGES + ") n");
    }

    /** Begins messages on schedule, until it is enough; returns how many when all of them are accepted. */
    private int load(WebhookClient channel, int source, int target, AtomicBoolean enough) throws Exception {
        long gap = TimeUnit.SECONDS.toNanos(1) / MESSAGES_A_SECOND;
        long begun = System.nanoTime();
        List<FutureTask<Boolean>> deliveries = new ArrayList<>();
        int number = 0;
        while (!enough.get()) {
            LockSupport.parkNanos(begun + number * gap - System.nanoTime());
            int now = number++;
            Text text = new Text("load-" + now, String.valueOf(5_491_100_000_001L + now % GUESTS), "load " + now);
            deliveries.add(inBackground(() -> deliver(channel, source, target, text)));
        }
        for (FutureTask<Boolean> delivery : deliveries) {
            delivery.get();
        }
        return number;
    }

    /** Delivers to the source, and to the target when the source refuses, until one of them has the message. */
    private boolean deliver(WebhookClient channel, int source, int target, Text text) throws InterruptedException {
        boolean toTarget = first503.get() != 0;
        while (true) {
            int status = status(channel, toTarget ? target : source, text);
            if (status == 200) {
                if (toTarget) {
                    firstOfTarget.compareAndSet(0, System.nanoTime());
                }
                told.add(text.id());
                return true;
            }
            assertThat(status).isIn(503, NO_ANSWER);
            if (!toTarget && status == 503) {
                first503.compareAndSet(0, System.nanoTime());
            }
            toTarget = first503.get() != 0;
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** A connection may end just when it is used again. Then a channel delivers again. */
    private static int status(WebhookClient channel, int port, Text text) throws InterruptedException {
        try {
            return channel.deliver(port, List.of(text)).status();
        } catch (IOException ended) {
            return NO_ANSWER;
        }
    }

    /** More messages, which only the target has. */
    private static void theDay(WebhookClient channel, int target) throws IOException, InterruptedException {
        for (int begin = 0; begin < DAY; begin += BATCH) {
            List<Text> texts = new ArrayList<>();
            for (int n = begin; n < begin + BATCH; n++) {
                texts.add(new Text("day-" + n, String.valueOf(5_491_100_000_001L + n % GUESTS), "day " + n));
            }
            assertThat(channel.deliver(target, texts).accepted()).isEqualTo(BATCH);
        }
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static void run(DataSource database, String sql) {
        TestDatabase.query(database, "with done as (" + sql + " returning 1) select count(*)::text from done");
    }
}
