package io.conserje.bootstrap;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A service, webhook included, as a process of its own that goes on until it is killed. Its handler and its channel
 * write down, and commit, what they see before they return, and then linger: a process that is killed there has done
 * the work and told nobody.
 */
final class RecordingService {

    static final int CONCURRENCY = 8;
    static final Duration LEASE = Duration.ofSeconds(5);
    /** A guest gets far more replies in this test than a channel allows. */
    private static final ReplyRates FAST = new ReplyRates(1000, Duration.ZERO, 1000);

    private final String name;
    private final HikariDataSource database;

    private RecordingService(String name, HikariDataSource database) {
        this.name = name;
        this.database = database;
    }

    /** @param args the database's port, this process's name, and the file that is to say where it serves */
    public static void main(String[] args) throws Exception {
        new RecordingService(args[1], TestDatabase.pool(Integer.parseInt(args[0]), "conserje_app", CONCURRENCY))
                .serve(Path.of(args[2]));
    }

    private void serve(Path portFile) throws Exception {
        try (Conserje conserje = Conserje.on(database)
                        .tenancy(ResolveTenant.Mode.SINGLE)
                        .lease(LEASE)
                        .concurrency(CONCURRENCY)
                        .hotelShare(100)
                        .replyRates(FAST)
                        .handler(incoming -> {
                            heard(incoming.message());
                            return new Answer(List.of(new Reply("heard")), incoming.memory());
                        })
                        .sender(this::send)
                        .build();
                WebServer http = HttpAdapters.server(
                                new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ofSeconds(5)),
                                conserje.acceptWebhook())
                        .build()) {
            conserje.start();
            http.start();
            Path unfinished = Path.of(portFile + ".unfinished");
            Files.writeString(unfinished, Integer.toString(http.port()));
            Files.move(unfinished, portFile, StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await();
        }
    }

    private void heard(InboundMessage message) {
        write(
                "insert into public.heard (process, guest, place) values (?, ?, cast(? as int))",
                message.guest().address(),
                ((MessageContent.Text) message.content()).body());
        linger();
    }

    private Delivery send(OutboundReply reply) {
        write(
                "insert into public.sent (process, reply_id, guest) values (?, cast(? as uuid), ?)",
                reply.id().toString(),
                reply.to().address());
        linger();
        return new Delivery.Sent("none");
    }

    private static void linger() {
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(30)));
    }

    private void write(String sql, String first, String second) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, first);
            statement.setString(3, second);
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
