package io.conserje.bootstrap.cli;

import static io.conserje.bootstrap.cli.TwoHotels.NORTE;
import static io.conserje.bootstrap.cli.TwoHotels.SUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DlqCommandsTest {

    private static final String RAW = "{\"text\": {\"body\": \"Hola\"}}";
    private static final GuestRef ANA = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Pattern MORE = Pattern.compile("More: --after (\\S+)");

    @TempDir
    static Path directory;

    private static TwoHotels hotels;
    private static PostgresAdapters stores;

    @BeforeAll
    static void start() {
        hotels = TwoHotels.on(directory.resolve("servers"), Server.POSTGRES);
        stores = hotels.stores();
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
    void listShowsDeadLettersAndNarrows() {
        DeadLetterId pms = bury(SUR, "pms_unavailable");
        DeadLetterId other = bury(SUR, "handler_failed");
        DeadLetterId elsewhere = bury(NORTE, "pms_unavailable");

        Run all = dlq("list");
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out().lines())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(elsewhere.toString())
                                .contains("hotel-norte"),
                        line -> assertThat(line).startsWith(other.toString()).contains("buried", "handler_failed"),
                        line -> assertThat(line).startsWith(pms.toString()).contains("attempt 1: on purpose"),
                        line -> assertThat(line).isEqualTo("3 shown; no more."));
        assertThat(dlq("list", "--tenant", "hotel-sur", "--reason", "pms_unavailable")
                        .out())
                .contains(pms.toString())
                .doesNotContain(other.toString(), elsewhere.toString());
        assertThat(dlq("list", "--cause", "handler_failed").out())
                .contains(other.toString())
                .doesNotContain(pms.toString());
        assertThat(dlq("list", "--channel", "email").out()).isEqualTo("No dead letters.\n");
        assertThat(dlq("list", "--older-than", "1h").out()).isEqualTo("No dead letters.\n");
    }

    @Test
    void listHidesTheGuestAndTheText() {
        DeadLetterId id = bury(SUR, "handler_failed");

        for (Run run : List.of(
                dlq("list"), dlq("list", "--json"), dlq("show", id.toString()), dlq("show", id.toString(), "--json"))) {
            assertThat(run.out())
                    .contains(id.toString())
                    .doesNotContain("12345678")
                    .doesNotContain("Hola");
        }
        assertThat(dlq("show", id.toString(), "--content").out())
                .contains("From +5491112345678")
                .contains("| Hola");
        assertThat(dlq("show", id.toString(), "--content", "--json").out())
                .contains("\"guest\": \"+5491112345678\"")
                .contains("\"body\": \"Hola\"");
    }

    @Test
    void showsAMessageAsItsChannelSpelledIt() {
        DeadLetterId id = bury(SUR, "handler_failed");
        assertThat(dlq("show", id.toString(), "--raw").out()).contains("As the channel spelled it: " + RAW);
        assertThat(dlq("show", id.toString(), "--raw", "--json").out()).contains("\"raw\": ");
        stores.retention().removePayloads(Duration.ZERO, 10);
        assertThat(dlq("show", id.toString(), "--raw").out()).contains("not kept any more");
    }

    @Test
    void listPagesThroughEveryHotel() {
        List<String> buried = new ArrayList<>();
        for (int letter = 0; letter < 5; letter++) {
            buried.addFirst(bury(SUR, "handler_failed").toString());
        }
        for (int letter = 0; letter < 2; letter++) {
            buried.addFirst(bury(NORTE, "handler_failed").toString());
        }

        List<String> shown = new ArrayList<>();
        Run page = dlq("list", "--limit", "3");
        Matcher more = MORE.matcher(page.out());
        shown.addAll(ids(page));
        while (more.find()) {
            page = dlq("list", "--limit", "3", "--after", more.group(1));
            shown.addAll(ids(page));
            more = MORE.matcher(page.out());
        }
        assertThat(shown).isEqualTo(buried);
        assertThat(dlq("list", "--limit", "7", "--json").out()).contains("\"next\": null");
        assertThat(dlq("list", "--limit", "6", "--json").out()).containsPattern("\"next\": \"20[^/]+Z/[0-9a-f-]{36}\"");
    }

    @Test
    void aWrongCommandLineIsAUsageError() {
        String id = UUID.randomUUID().toString();
        for (String[] wrong : new String[][] {
            {"list", "--limit", "0"},
            {"list", "--after", "x"},
            {"list", "--tenant", "Not A Hotel"},
            {"list", "--tenant", "nobody"},
            {"list", "--channel", "??"},
            {"list", "--older-than", "long"},
            {"list", "--reason", "PMS_UNAVAILABLE"},
            {"list", "--reason", ""},
            {"redrive", "--reason", "PMS_UNAVAILABLE", "--why", "x"},
            {"redrive", "--reason", "pms-unavailable", "--dry-run"},
            {"discard", "--cause", "pms unavailable", "--why", "x"},
            {"show"},
            {"show", "x"},
            {"redrive", "--why", "x"},
            {"redrive", "--all"},
            {"redrive", "--all", "--why", "x", "--by", " "},
            {"redrive", id, "--all", "--why", "x"},
            {"redrive", "--all", "--why", "x", "--rate", "0"},
            {"discard", id, "--reason", "x", "--why", "x"}
        }) {
            Run run = dlq(wrong);
            assertThat(run.exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.err()).isNotBlank();
        }
    }

    @Test
    void aMalformedReasonIsNamedWithTheRule() {
        DeadLetterId id = bury(SUR, "pms_unavailable");
        assertThat(dlq("redrive", "--reason", "PMS_UNAVAILABLE", "--why", "x").err())
                .startsWith("--reason: ")
                .contains("1 to 60 of a-z, 0-9 and _")
                .contains("Example: pms_unavailable");
        assertThat(ids(dlq("list"))).containsExactly(id.toString());
    }

    /** As {@code /openapi.yaml} calls them. */
    @Test
    void jsonHasTheNamesOfTheHttpApi() {
        DeadLetterId id = bury(SUR, "pms_unavailable");
        assertThat(dlq("list", "--json").out())
                .contains("\"failures\": 1")
                .contains("\"redrives\": 0")
                .doesNotContain("\"attempts\"");
        assertThat(dlq("show", id.toString(), "--json").out())
                .contains("\"failures\": 1")
                .containsPattern("\"attempts\": \\[\\s*\\{\\s*\"round\": 0,\\s*\"number\": 1,")
                .contains("\"decisions\": []")
                .doesNotContain("\"history\"");
    }

    @Test
    void redriveByIdHappensOnceAndIsRecorded() {
        DeadLetterId id = bury(SUR, "handler_failed");

        Run once = dlq("redrive", id.toString(), "--why", "mended", "--by", "ana");
        assertThat(once.exitCode()).as(once.err()).isZero();
        assertThat(once.out()).isEqualTo(id + ": redriven\n");
        Run twice = dlq("redrive", id.toString(), "--why", "again");
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err()).contains(id + ": unchanged, it was redriven").contains("by ana: mended");

        assertThat(stores.turns().claim(10, LEASE)).extracting(Turn::id).hasSize(1);
        assertThat(dlq("show", id.toString()).out())
                .contains("round 0, attempt 1 failed")
                .contains("(handler_failed): on purpose")
                .contains("by ana: mended");
        assertThat(dlq("show", id.toString(), "--json").out())
                .contains("\"verdict\": \"redriven\"")
                .contains("\"by\": \"ana\"")
                .contains("\"why\": \"mended\"");
        assertThat(dlq("list").out()).isEqualTo("No dead letters.\n");
        assertThat(dlq("list", "--all").out()).contains(id + "  redriven");
    }

    @Test
    void anUnknownIdIsReported() {
        String id = UUID.randomUUID().toString();
        for (String command : List.of("redrive", "discard")) {
            Run run = dlq(command, id, "--why", "x");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(id + ": not found");
        }
        assertThat(dlq("show", id).exitCode()).isEqualTo(1);
        assertThat(dlq("show", id).err()).contains(id);
        DeadLetterId present = bury(SUR, "handler_failed");
        assertThat(dlq("show", present.toString(), "--tenant", "hotel-norte").exitCode())
                .isEqualTo(1);
    }

    @Test
    void bulkRedriveCountsAndShowsItsProgress() {
        for (int letter = 0; letter < 12; letter++) {
            bury(letter % 2 == 0 ? SUR : NORTE, "pms_unavailable");
        }
        DeadLetterId other = bury(SUR, "handler_failed");

        Run dry = dlq("redrive", "--reason", "pms_unavailable", "--dry-run");
        assertThat(dry.out()).isEqualTo("12 would be redriven. Nothing was changed.\n");
        Run run = dlq("redrive", "--reason", "pms_unavailable", "--why", "the PMS is back", "--rate", "100");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("12 redriven.\n");
        assertThat(run.err())
                .contains("\rRedriving [####################                    ] 6/12")
                .endsWith("\rRedriving [" + "#".repeat(40) + "] 12/12\n");
        assertThat(ids(dlq("list"))).containsExactly(other.toString());
        assertThat(stores.queueStats().read().pending()).isEqualTo(12);
    }

    @Test
    void discardingManyNeedsYesOutsideDevelopment() {
        DeadLetterId id = bury(SUR, "handler_failed");
        bury(SUR, "handler_failed");

        assertThat(dlq("discard", id.toString(), "--why", "spam").out()).isEqualTo(id + ": discarded\n");
        assertThat(stores.deadLetters().find(SUR, id).orElseThrow().state())
                .isInstanceOfSatisfying(
                        State.Discarded.class,
                        state -> assertThat(state.warrant())
                                .isEqualTo(new Warrant(System.getProperty("user.name"), "spam")));

        Map<String, String> staging = new HashMap<>(Map.of(
                "ENVIRONMENT", "staging",
                "POSTGRES_URL", hotels.postgres().toString(),
                "WHATSAPP_ACCESS_TOKEN", "EAAGm0PX4ZCpsBAKZCVj",
                "WHATSAPP_VERIFY_TOKEN", "9f1c4e0a7b2d4c6e8f0a1b2c",
                "WHATSAPP_APP_SECRET", "0123456789abcdef0123456789abcdef"));
        Run refused = Run.of(staging, directory, "dlq", "discard", "--all", "--why", "spam");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--yes");
        assertThat(Run.of(staging, directory, "dlq", "discard", "--all", "--dry-run")
                        .out())
                .startsWith("1 would be discarded");
        assertThat(Run.of(staging, directory, "dlq", "discard", "--all", "--why", "spam", "--yes")
                        .out())
                .isEqualTo("1 discarded.\n");
        assertThat(stores.turns().claim(10, LEASE)).isEmpty();
    }

    @Test
    void anUnreachableServerHasItsOwnExitCode() {
        Run run = Run.of(Map.of("POSTGRES_URL", "postgresql://u:hush@127.0.0.1:1/d"), directory, "dlq", "list");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).doesNotContain("hush").doesNotContain("\tat ");
    }

    private static DeadLetterId bury(TenantId hotel, String reason) {
        Turns turns = stores.turns();
        stores.inbox(hotel).accept(List.of(Fresh.message(ANA, "Hola").with(MessageContext.NONE, RAW)));
        Turn turn = turns.claim(1, LEASE).getFirst();
        turns.deadLetter(turn, new Attempt(1, reason, "on purpose"));
        return new DeadLetterId(turn.id().value());
    }

    private static List<String> ids(Run list) {
        return list.out()
                .lines()
                .filter(line -> line.contains("  buried  "))
                .map(line -> line.substring(0, 36))
                .toList();
    }

    private static Run dlq(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.addAll(List.of(arguments));
        return Run.of(Map.of("POSTGRES_URL", hotels.postgres().toString()), directory, all.toArray(String[]::new));
    }
}
