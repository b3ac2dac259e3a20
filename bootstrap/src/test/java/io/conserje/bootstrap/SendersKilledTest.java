package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Hosts are killed while they book and write to guests in one transaction: a guest hears of each booking once. */
class SendersKilledTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int KILLS = 3;
    private static final int BOOKED = 30;

    @TempDir
    private Path folder;

    private final TenantId hotel = Fresh.tenant();
    private final List<Process> running = new ArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        DATABASE.run("drop table if exists public.booked; create table public.booked (key text primary key);"
                + " grant insert on public.booked to public");
    }

    @AfterEach
    void end() {
        running.forEach(Process::destroyForcibly);
        DATABASE.run("drop table public.booked");
    }

    @Test
    void eachBookingThatWasCommittedIsConfirmedOnce() throws IOException {
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .replyRates(new ReplyRates(1000, Duration.ZERO, 1000))
                .handler(incoming -> new Answer(List.of(), Map.of()))
                .sender(reply -> {
                    sent.add(reply.reply().text().replace("confirmation: ", ""));
                    return new Delivery.Sent("wamid." + reply.id());
                })
                .build()) {
            conserje.start();
            for (int kill = 0; kill < KILLS; kill++) {
                int enough = booked().size() + BOOKED;
                Process one = start(kill);
                await().atMost(PATIENCE).until(() -> booked().size() >= enough);
                one.destroyForcibly().onExit().join();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sent).containsExactlyInAnyOrderElementsOf(booked()));
        }
        assertThat(DATABASE.asOwner("select idempotency_key from conserje.outbound_messages"))
                .containsExactlyInAnyOrderElementsOf(booked());
    }

    private static List<String> booked() {
        return DATABASE.asOwner("select key from public.booked");
    }

    private Process start(int number) throws IOException {
        Path log = folder.resolve("process-" + number + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.jooq.no-logo=true",
                        "-Dorg.jooq.no-tips=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SendingProcess.class.getName(),
                        Integer.toString(DATABASE.port()),
                        "p" + number,
                        hotel.value())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        running.add(process);
        assertThat(Files.exists(log)).isTrue();
        return process;
    }
}
