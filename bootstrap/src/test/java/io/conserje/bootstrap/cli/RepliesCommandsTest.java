package io.conserje.bootstrap.cli;

import static io.conserje.bootstrap.cli.TwoHotels.NORTE;
import static io.conserje.bootstrap.cli.TwoHotels.SUR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.Lines.Hold;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyFailure;
import io.conserje.application.messaging.Turn;
import io.conserje.application.reply.ReplyState;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepliesCommandsTest {

    private static final GuestRef ANA = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final Duration LEASE = Duration.ofMinutes(5);

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
    void listShowsDeadLettersAndNarrows() {
        UUID unreachable = refused(SUR, 131026);
        UUID elsewhere = refused(NORTE, 131047);
        assertThat(replies("list").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(elsewhere + "  refused")
                                .contains("hotel-norte"),
                        line -> assertThat(line)
                                .startsWith(unreachable.toString())
                                .contains("graph 131026"),
                        line -> assertThat(line).isEqualTo("2 shown; no more."));
        assertThat(replies("list", "--code", "131026").out()).contains(unreachable.toString());
        assertThat(replies("list", "--tenant", "hotel-norte", "--code", "131026")
                        .out())
                .isEqualTo("No such replies.\n");
        assertThat(replies("list", "--state", "sent").out()).isEqualTo("No such replies.\n");
        Run first = replies("list", "--limit", "1");
        assertThat(first.out()).contains("More: --after " + elsewhere);
        assertThat(replies("list", "--after", elsewhere.toString()).out()).contains("1 shown; no more.");
    }

    @Test
    void theGuestAndTheTextAreShownOnlyOnRequest() {
        UUID id = refused(SUR, 131026);
        for (Run run : List.of(
                replies("list"),
                replies("list", "--json"),
                replies("show", id.toString()),
                replies("show", id.toString(), "--json"))) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains(id.toString()).doesNotContain("12345678", "Buenos");
        }
        assertThat(replies("show", id.toString()).out())
                .contains("State: refused", "Last trouble: not_sent: graph 131026", "failed ");
        assertThat(replies("show", id.toString(), "--content").out()).contains("To +5491112345678", "  | Buenos días");
        assertThat(replies("show", id.toString(), "--content", "--json").out())
                .contains("\"text\": \"Buenos días\"", "\"code\": 131026");
    }

    @Test
    void resendsOnceAndSaysWhoAndWhy() {
        UUID id = refused(SUR, 131026);
        Run resent = replies("resend", id.toString(), "--why", "she has called", "--by", "ana");
        assertThat(resent.exitCode()).as(resent.err()).isZero();
        assertThat(resent.out()).isEqualTo(id + ": resent\n");
        Run again = replies("resend", id.toString(), "--why", "again");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("unchanged, it is waiting");
        assertThat(replies("show", id.toString()).out()).contains("by ana: she has called");
        assertThat(stores.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void discardsManyByFilter() {
        refused(SUR, 131026);
        refused(NORTE, 131026);
        UUID other = refused(SUR, 131047);
        assertThat(replies("discard", "--code", "131026", "--why", "gone").out())
                .isEqualTo("2 discarded.\n");
        assertThat(replies("list").out()).contains(other.toString()).contains("1 shown");
        assertThat(replies("list", "--state", "refused").out()).contains("refused, discarded");
    }

    @Test
    void linesShowWhatMustBeFixed() {
        OutboundReply reply = answered(SUR);
        stores.lines().hold(reply, new Hold(Fix.RENEW_TOKEN, "graph 190: the access token has expired", null));
        assertThat(replies("lines").out())
                .contains("hotel-sur  whatsapp  …", "renew_token: graph 190: the access token", "1 held.");
        assertThat(replies("lines", "--json").out()).contains("\"fix\": \"renew_token\"");
        assertThat(replies("list", "--state", "held").out()).contains("waiting, held");
        assertThat(stores.replyRecords().find(null, reply.id()))
                .hasValueSatisfying(held -> assertThat(held.state()).isEqualTo(ReplyState.WAITING));
    }

    @Test
    void wrongUsageNamesTheOption() {
        assertThat(replies("resend", "--why", "x").err()).contains("Choose replies by id");
        assertThat(replies("resend", UUID.randomUUID().toString(), "--all", "--why", "x")
                        .exitCode())
                .isEqualTo(2);
        assertThat(replies("list", "--state", "lost").exitCode()).isEqualTo(2);
        assertThat(replies("list", "--limit", "0").err()).contains("--limit");
        assertThat(replies("list", "--reason", "No Reason").err()).contains("--reason");
        assertThat(replies("list", "--tenant", "hotel-este").err()).contains("no hotel hotel-este");
        assertThat(replies("show", UUID.randomUUID().toString()).exitCode()).isEqualTo(1);
    }

    private static OutboundReply answered(TenantId hotel) {
        stores.inbox(hotel).accept(List.of(Fresh.message(ANA, "Hola")));
        Turn turn = stores.turns().claim(1, LEASE).getFirst();
        stores.turns().finish(turn, List.of(new Reply("Buenos días")));
        return stores.replies().claim(1, LEASE).getFirst();
    }

    private static UUID refused(TenantId hotel, int code) {
        OutboundReply reply = answered(hotel);
        stores.replies().refuse(reply, new ReplyFailure(true, "not_sent", "graph " + code + ": no", code));
        return reply.id();
    }

    private static Run replies(String... arguments) {
        List<String> all = new ArrayList<>(List.of("replies"));
        all.addAll(List.of(arguments));
        return Run.of(Map.of("POSTGRES_URL", hotels.postgres().toString()), directory, all.toArray(String[]::new));
    }
}
