package io.conserje.bootstrap.cli;

import static io.conserje.bootstrap.cli.TwoHotels.SUR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesCommandsTest {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final String GUEST = "+5491112345678";

    @TempDir
    static Path directory;

    private static TwoHotels hotels;
    private static PostgresAdapters stores;

    @BeforeAll
    static void start() {
        hotels = TwoHotels.on(directory.resolve("servers"), Server.POSTGRES);
        stores = new PostgresAdapters(
                DataSources.direct(hotels.postgres()),
                Timeouts.DEFAULT,
                Generators.timeBasedEpochGenerator()::generate);
    }

    @AfterAll
    static void stop() {
        hotels.close();
    }

    @BeforeEach
    void beginWithTwoHotels() throws SQLException {
        hotels.begin();
    }

    @Test
    void sendsATemplateOnceForItsKey() {
        Run first = template("--key", "booking-7");
        assertThat(first.out()).contains("recorded, to be sent now").doesNotContain(GUEST);
        Run again = template("--key", "booking-7");
        assertThat(again.out()).startsWith(first.out().substring(0, 36)).contains("nothing is sent");

        List<OutboundReply> due = stores.replies().claim(10, LEASE);

        assertThat(due).singleElement().satisfies(reply -> {
            assertThat(reply.id()).hasToString(first.out().substring(0, 36));
            assertThat(reply.to().address()).isEqualTo(GUEST);
            assertThat(reply.reply().message()).isEqualTo(Template.of("reminder", "es_AR", "Ana", "viernes"));
        });
    }

    @Test
    void aDryRunSendsNothing() {
        assertThat(template("--key", "booking-7", "--dry-run").out()).isEqualTo("It would be sent.\n");
        assertThat(stores.replies().claim(10, LEASE)).isEmpty();
        template("--key", "booking-7");
        assertThat(template("--key", "booking-7", "--dry-run").out()).contains("nothing would be sent");
    }

    @Test
    void aMessageForLaterIsCancelled() {
        Run later = template("--at", "2100-01-01T10:00:00-03:00");
        assertThat(later.out()).contains("to be sent from 2100-01-01T13:00:00Z");
        String id = later.out().substring(0, 36);

        assertThat(messages("cancel", id, "--tenant", SUR.value(), "--why", "left")
                        .out())
                .isEqualTo(id + ": cancelled\n");
        assertThat(messages("cancel", id, "--tenant", SUR.value(), "--why", "left")
                        .err())
                .contains("unchanged");
        assertThat(messages("cancel", UUID.randomUUID().toString(), "--tenant", SUR.value(), "--why", "x")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void outsideTheWindowATextIsRefusedWithTheRemedy() {
        Run refused = run(
                Map.of("WHATSAPP_ACCESS_TOKEN", "EAAG-token"),
                "send",
                "--tenant",
                SUR.value(),
                "--to",
                GUEST,
                "--text",
                "Hola");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("has not written for 24 hours", "Template.of(")
                .doesNotContain(GUEST);
    }

    @Test
    void wrongUsageNamesTheOption() {
        assertThat(send("--template", "reminder").err()).contains("--language");
        assertThat(send("--text", "Hola", "--parameter", "Ana").err()).contains("--parameter");
        assertThat(send("--template", "Reminder!", "--language", "es").err()).contains("--template");
        assertThat(template("--at", "tomorrow").err()).contains("--at");
        assertThat(template("--key", " ").exitCode()).isEqualTo(2);
        assertThat(messages("send", "--tenant", "hotel-este", "--to", GUEST, "--text", "Hola")
                        .err())
                .contains("no active hotel hotel-este");
        assertThat(send().exitCode()).isEqualTo(2);
    }

    private static Run template(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--template", "reminder", "--language", "es_AR", "--parameter", "Ana", "--parameter", "viernes"));
        all.addAll(List.of(more));
        return send(all.toArray(String[]::new));
    }

    private static Run send(String... more) {
        List<String> all = new ArrayList<>(List.of("send", "--tenant", SUR.value(), "--to", GUEST));
        all.addAll(List.of(more));
        return messages(all.toArray(String[]::new));
    }

    private static Run messages(String... arguments) {
        return run(Map.of(), arguments);
    }

    private static Run run(Map<String, String> more, String... arguments) {
        List<String> all = new ArrayList<>(List.of("messages"));
        all.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("POSTGRES_URL", hotels.postgres().toString());
        return Run.of(environment, directory, all.toArray(String[]::new));
    }
}
