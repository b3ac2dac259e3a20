package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.RouteUnrouted.Result;
import io.conserje.application.messaging.Unrouted.Stray;
import io.conserje.application.process.Gate;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouteUnroutedTest {

    private static final HotelLine LINE = Fresh.line(Channel.WHATSAPP, "100000000000099");
    private static final Actor ANA = new Actor("ana");

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);
    private final Unrouted unrouted = messages.unrouted();
    private final Heard heard = new Heard();
    private final RouteUnrouted routing = new RouteUnrouted(unrouted, tenants, tenants::on, heard, Gate.alwaysOpen());

    @Test
    void routesTheMessagesOfALine() {
        TenantId hotel = hotel();
        keep(LINE, 2);
        assertThat(routing.route(onlyGroup(), hotel, false, ANA)).isEqualTo(new Result.Routed(2));
        assertThat(messages.turns().claim(10, Duration.ofMinutes(1)))
                .extracting(Turn::tenant)
                .containsExactly(hotel, hotel);
        assertThat(tenants.findBy(LINE.identifier())).isEmpty();
        assertThat(heard.lines).containsExactly("routed 2");
    }

    @Test
    void routesMoreThanOneBatchHolds() {
        TenantId hotel = hotel();
        keep(LINE, 501);
        assertThat(routing.route(onlyGroup(), hotel, false, ANA)).isEqualTo(new Result.Routed(501));
        assertThat(routing.groups()).isEmpty();
    }

    @Test
    void assignsTheLineToo() {
        TenantId hotel = hotel();
        keep(LINE, 1);
        assertThat(routing.route(onlyGroup(), hotel, true, ANA)).isEqualTo(new Result.Routed(1));
        assertThat(tenants.findBy(LINE.identifier()).map(Tenant::id)).contains(hotel);
    }

    @Test
    void assignsNoLineOfAnotherHotel() {
        TenantId owner = hotel();
        TenantId hotel = hotel();
        tenants.assign(owner, LINE.identifier());
        keep(LINE, 1);
        assertThat(routing.route(onlyGroup(), hotel, true, ANA)).isEqualTo(new Result.LineTaken());
        assertThat(routing.groups()).hasSize(1);
    }

    @Test
    void assignsNothingToMessagesWithoutALine() {
        TenantId hotel = hotel();
        keep(null, 1);
        assertThat(routing.route(onlyGroup(), hotel, true, ANA)).isEqualTo(new Result.NoLine());
        assertThat(routing.route(onlyGroup(), hotel, false, ANA)).isEqualTo(new Result.Routed(1));
    }

    @Test
    void routesOnlyToAnActiveHotel() {
        TenantId inactive = hotel();
        tenants.change(
                inactive,
                hotel -> new Tenant(
                        hotel.id(), hotel.name(), TenantStatus.INACTIVE, hotel.zone(), hotel.hours(), hotel.share()));
        keep(LINE, 1);
        assertThat(routing.route(onlyGroup(), inactive, false, ANA)).isEqualTo(new Result.Inactive());
        assertThat(routing.route(onlyGroup(), Fresh.tenant(), false, ANA)).isEqualTo(new Result.NoSuchTenant());
        assertThat(routing.groups()).hasSize(1);
        assertThat(heard.lines).isEmpty();
    }

    @Test
    void refusesAnUnknownId() {
        assertThat(routing.route("00000000", hotel(), false, ANA)).isEqualTo(new Result.NothingKept());
    }

    @Test
    void forgetsWhatWasKeptForTooLong() {
        keep(LINE, 501);
        clock.advance(RouteUnrouted.KEPT.minusMillis(1));
        routing.forget();
        assertThat(routing.groups()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        routing.forget();
        assertThat(routing.groups()).isEmpty();
        assertThat(heard.lines).containsExactly("forgotten 500", "forgotten 1");
    }

    private TenantId hotel() {
        Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
        tenants.register(hotel);
        return hotel.id();
    }

    private String onlyGroup() {
        assertThat(routing.groups()).hasSize(1);
        return routing.groups().getFirst().id();
    }

    private void keep(@Nullable HotelLine line, int count) {
        unrouted.keep(IntStream.range(0, count)
                .mapToObj(number -> new Stray(
                        new InboundMessage(
                                Fresh.providerId(),
                                Fresh.guest(),
                                line,
                                new MessageContent.Text("Hola"),
                                Instant.parse("2026-03-12T08:59:58Z")),
                        null))
                .toList());
    }
}
