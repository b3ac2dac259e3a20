package io.conserje.bootstrap.badday;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.library.Conserje;
import io.conserje.library.LogListener;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One process of the service. For each message its handler writes a line into the process's record, asks the hotel's
 * property management system, and answers with the guest's own words, which the session remembers. The record outlives
 * a {@code kill -9}. The process ends with the one that started it.
 */
final class BadDayProcess {

    /** What the guest's session remembers: the place of the last message that was handled. */
    private static final String LAST = "last";

    private static final Duration LONGEST_LIFE = Duration.ofHours(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, ReplySender> senders = new ConcurrentHashMap<>();
    private final String name;
    private final String outside;
    private final Path folder;

    private BadDayProcess(String name, String outside, Path folder) {
        this.name = name;
        this.outside = outside;
        this.folder = folder;
    }

    static Path portFile(Path folder, String process) {
        return folder.resolve(process + ".port");
    }

    static Path record(Path folder, String process) {
        return folder.resolve(process + ".record");
    }

    /** The file with the token of the Graph API. */
    static Path token(Path folder) {
        return folder.resolve("token");
    }

    /**
     * @param args its name, the database's port, the URL of the outside, the folder of its files, and the number by
     *     which every duration is divided
     */
    public static void main(String[] args) throws Exception {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent ->
                        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        new BadDayProcess(args[0], args[2], Path.of(args[3]))
                .serve(Integer.parseInt(args[1]), new Limits(Integer.parseInt(args[4])));
    }

    private void serve(int database, Limits limits) throws Exception {
        try (HikariDataSource pool = TestDatabase.pool(TestDatabase.Target.LOCAL, database, "conserje_app", 10);
                Conserje conserje = conserje(pool, limits);
                WebServer web = HttpAdapters.server(
                                new ServerConfig("127.0.0.1", 0, true, null, null, null, Duration.ofSeconds(5)),
                                conserje.acceptWebhook())
                        .heartbeats(conserje.heartbeats())
                        .heldLines(conserje::heldLines)
                        .build()) {
            conserje.start();
            web.start();
            Path unfinished = folder.resolve(name + ".unfinished");
            Files.writeString(unfinished, Integer.toString(web.port()));
            Files.move(unfinished, portFile(folder, name), StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await(LONGEST_LIFE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Conserje conserje(HikariDataSource pool, Limits limits) {
        return Conserje.on(pool)
                .tenancy(ResolveTenant.Mode.STRICT)
                .concurrency(Limits.CONCURRENCY)
                .lease(limits.lease())
                .handlerTimeout(limits.handlerTimeout())
                .senderTimeout(limits.senderTimeout())
                .lineProbe(limits.lineProbe())
                .breaker(limits.breaker())
                .replyRates(limits.replyRates())
                .drain(limits.drain())
                .timeouts(limits.timeouts())
                .retries(limits.retries())
                .listen(new LogListener(name))
                .handler(this::handle)
                .sender(this::send)
                .build();
    }

    private Answer handle(Incoming incoming) {
        String text = ((MessageContent.Text) incoming.message().content()).body();
        write(String.join(
                " ",
                Long.toString(Micros.now()),
                incoming.message().guest().address(),
                text,
                incoming.memory().getOrDefault(LAST, "-")));
        int status = ask(incoming.tenant().id().value());
        if (status == 422) {
            throw HandlingException.never("pms_rejected", "The PMS rejected the request", null);
        }
        if (status != 200) {
            throw HandlingException.retry("pms_unavailable", "The PMS answered " + status, null);
        }
        return new Answer(List.of(new Reply(text)), Map.of(LAST, text));
    }

    private int ask(String hotel) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(outside + "/pms/" + name + "/" + hotel))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw HandlingException.retry("pms_unavailable", "The PMS did not answer in time", interrupted);
        }
    }

    /** Reads the token for each reply, so that a renewed one is used at once. */
    private Delivery send(OutboundReply reply) {
        try {
            String token = Files.readString(token(folder));
            return senders.computeIfAbsent(
                            token, fresh -> HttpAdapters.graphApi(URI.create(outside + "/graph/" + name), fresh))
                    .send(reply);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void write(String line) {
        try {
            Files.writeString(record(folder, name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
