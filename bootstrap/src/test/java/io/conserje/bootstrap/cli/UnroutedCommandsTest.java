package io.conserje.bootstrap.cli;

import static io.conserje.bootstrap.cli.TwoHotels.NORTE;
import static io.conserje.bootstrap.cli.TwoHotels.SUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Unrouted.Stray;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import io.conserje.postgres.PostgresAdapters;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnroutedCommandsTest {

    private static final String LINE = "100000000000099";
    private static final GuestRef ANA = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final Duration LEASE = Duration.ofMinutes(5);

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
    void showsLinesMaskedAndRoutesThemInOrder() {
        keep(null, "uno", "dos");
        Run list = unrouted("list");
        assertThat(list.out())
                .contains("line 100…0099  2 messages", "no hotel has the line")
                .doesNotContain(LINE, "uno", "12345678");
        Run routed = unrouted("route", list.out().substring(0, 8), "--tenant", "hotel-sur", "--assign", "--by", "ana");
        assertThat(routed.out())
                .as(routed.err())
                .isEqualTo("2 messages routed to hotel-sur, which has the line now.\n");
        for (String expected : List.of("uno", "dos")) {
            Turn turn = stores.turns().claim(10, LEASE).getFirst();
            assertThat(turn.tenant()).isEqualTo(SUR);
            assertThat(turn.message().content()).isEqualTo(new Text(expected));
            stores.turns().finish(turn, List.of());
        }
        assertThat(stores.directory().findBy(Identifier.phoneNumberId(Channel.WHATSAPP, LINE)))
                .map(Tenant::id)
                .contains(SUR);
        assertThat(stores.audit().of(SUR, 10))
                .anySatisfy(entry -> assertThat(entry.details()).contains("\"routed\": 2"));
        assertThat(unrouted("list").out()).isEqualTo("No messages without a hotel.\n");
    }

    @Test
    void messagesOfAnInactiveHotelWaitUntilItIsActive() {
        stores.registry().change(SUR, hotel -> with(hotel, TenantStatus.INACTIVE));
        keep(SUR, "uno");
        String id = unrouted("list").out().substring(0, 8);
        assertThat(unrouted("list").out()).contains("hotel-sur is inactive");
        assertThat(unrouted("list", "--json").out()).contains("\"inactiveTenant\": \"hotel-sur\"");
        Run refused = unrouted("route", id, "--tenant", "hotel-sur");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("hotel-sur is inactive");
        stores.registry().change(SUR, hotel -> with(hotel, TenantStatus.ACTIVE));
        assertThat(unrouted("route", id, "--tenant", "hotel-sur").out()).startsWith("1 messages routed");
    }

    @Test
    void refusesWhatCannotBeRouted() {
        keep(null, "uno");
        String id = unrouted("list").out().substring(0, 8);
        assertThat(unrouted("route", "00000000", "--tenant", "hotel-sur").exitCode())
                .isEqualTo(1);
        assertThat(unrouted("route", id, "--tenant", "hotel-este").exitCode()).isEqualTo(2);
        stores.registry().assign(NORTE, Identifier.phoneNumberId(Channel.WHATSAPP, LINE));
        assertThat(unrouted("route", id, "--tenant", "hotel-sur", "--assign").err())
                .contains("Another hotel");
        assertThat(stores.unrouted().groups()).hasSize(1);
    }

    @Test
    void showsWhatCannotBeRead() {
        stores.unrouted()
                .keepUnreadable(List.of(new Unreadable(
                        Channel.WHATSAPP, Fresh.providerId(), null, "entry[0].changes[1]", "{\"secret\": 1}")));
        String list = unrouted("list").out();
        assertThat(list)
                .contains("1 part, ", "cannot be read", "conserje unrouted show")
                .doesNotContain("unrouted route");
        String id = list.substring(0, 8);
        assertThat(unrouted("show", id).out()).contains("entry[0].changes[1]").doesNotContain("secret");
        assertThat(unrouted("show", id, "--content").out()).contains("{\"secret\": 1}");
        assertThat(unrouted("show", id, "--content", "--json").out()).contains("\"place\"", "secret");
        assertThat(unrouted("route", id, "--tenant", "hotel-sur").err()).contains("cannot be read");
        assertThat(unrouted("show", "00000000").exitCode()).isEqualTo(1);
    }

    private static Tenant with(Tenant hotel, TenantStatus status) {
        return new Tenant(hotel.id(), hotel.name(), status, hotel.zone(), hotel.hours());
    }

    private static void keep(@Nullable TenantId inactive, String... texts) {
        List<Stray> strays = new ArrayList<>();
        for (String text : texts) {
            strays.add(new Stray(
                    new InboundMessage(
                            Fresh.providerId(),
                            ANA,
                            HotelLine.stored(Channel.WHATSAPP, LINE),
                            new MessageContent.Text(text),
                            Instant.EPOCH),
                    inactive));
        }
        stores.unrouted().keep(strays);
    }

    private static Run unrouted(String... arguments) {
        List<String> all = new ArrayList<>(List.of("unrouted"));
        all.addAll(List.of(arguments));
        return Run.of(Map.of("POSTGRES_URL", hotels.postgres().toString()), directory, all.toArray(String[]::new));
    }
}
