package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.AcceptWebhook.Summary;
import io.conserje.application.process.Closure;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AcceptWebhookTest {

    private static final HotelLine LINE = Fresh.line(Channel.WHATSAPP, "106540352242922");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(new SettableClock(), UUID::randomUUID);
    private final Heard heard = new Heard();
    private final AcceptWebhook accept = new AcceptWebhook(
            new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE),
            PhoneNumbers.PLAIN,
            messages.inboxes(),
            heard);

    @Test
    void anEmptyDeliveryIsNothing() {
        assertThat(accept.accept(List.of())).isEqualTo(new Summary(0, 0, 0));
        assertThat(heard.lines).isEmpty();
    }

    @Test
    void everyMessageOfADeliveryIsAcceptedInOrder() {
        TenantId hotel = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        GuestRef guest = Fresh.guest();
        InboundMessage first = message(guest, LINE, "first");
        InboundMessage second = message(guest, LINE, "second");
        assertThat(accept.accept(List.of(first, second))).isEqualTo(new Summary(2, 0, 0));
        for (InboundMessage expected : List.of(first, second)) {
            Turn turn = messages.turns().claim(10, LEASE).getFirst();
            assertThat(turn.tenant()).isEqualTo(hotel);
            assertThat(turn.message()).isEqualTo(expected);
            messages.turns().finish(turn, List.of());
        }
        assertThat(heard.lines).containsExactly("accepted 2, duplicates 0");
    }

    @Test
    void aDeliveryForAClosedHotelIsRefusedAsAWhole() {
        TenantId open = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        HotelLine other = Fresh.line(Channel.WHATSAPP, "206540352242922");
        TenantId closed = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, other.value()));
        InMemory.OwnDatabase database = InMemory.ownDatabase(new SettableClock());
        database.close(new Closure(closed, Closure.Kind.FROZEN, "moves", Instant.EPOCH));
        AcceptWebhook accepting = new AcceptWebhook(
                new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE),
                PhoneNumbers.PLAIN,
                messages.inboxes(),
                heard,
                new Gate(database, 1, 1, GateListener.NONE));
        InboundMessage toOpen = message(Fresh.guest(), LINE, "to the open one");

        assertThatThrownBy(() -> accepting.accept(List.of(toOpen, message(Fresh.guest(), other, "to the closed one"))))
                .isInstanceOfSatisfying(
                        DatabaseClosedException.class,
                        refused -> assertThat(refused.hotel()).isEqualTo(closed));
        assertThat(messages.turns().claim(10, LEASE)).isEmpty();
        assertThat(accepting.accept(List.of(toOpen))).isEqualTo(new Summary(1, 0, 0));
        assertThat(messages.turns().claim(10, LEASE)).extracting(Turn::tenant).containsExactly(open);
    }

    @Test
    void aRedeliveryIsADuplicate() {
        hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        InboundMessage known = message(Fresh.guest(), LINE, "known");
        accept.accept(List.of(known));
        InboundMessage fresh = message(Fresh.guest(), LINE, "fresh");
        assertThat(accept.accept(List.of(known, fresh, known))).isEqualTo(new Summary(1, 2, 0));
        assertThat(heard.lines).containsExactly("accepted 1, duplicates 0", "accepted 1, duplicates 2");
    }

    @Test
    void theHotelsLineDecidesBeforeTheGuest() {
        GuestRef guest = Fresh.guest();
        TenantId byLine = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        TenantId byGuest = hotelWith(Identifier.phone(Channel.WHATSAPP, guest.address()));
        accept.accept(List.of(message(guest, LINE, "with a line"), message(guest, null, "without")));
        assertThat(messages.turns().claim(10, LEASE)).extracting(Turn::tenant).containsExactly(byLine, byGuest);
    }

    @Test
    void aMailboxDecidesBeforeTheGuest() {
        TenantId byLine = hotelWith(Identifier.email(Fresh.EMAIL, "desk@hotel.example"));
        hotelWith(Identifier.email(Fresh.EMAIL, "ana@example.com"));
        HotelLine mailbox = new HotelLine(Identifier.email(Fresh.EMAIL, "desk@hotel.example"));
        accept.accept(List.of(message(GuestRef.email(Fresh.EMAIL, "ana@example.com"), mailbox, "Hola")));
        assertThat(messages.turns().claim(10, LEASE)).extracting(Turn::tenant).containsExactly(byLine);
    }

    @Test
    void aProvidedHotelPrecedesEveryIdentifier() {
        hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        TenantId provided = hotelWith(Identifier.userId(Channel.WHATSAPP, "AR.77"));
        InboundMessage message = message(Fresh.guest(), LINE, "Hola");
        assertThat(accept.accept(provided, List.of(message))).isEqualTo(new Summary(1, 0, 0));
        assertThat(messages.turns().claim(10, LEASE)).extracting(Turn::tenant).containsExactly(provided);
        assertThat(accept.accept(Fresh.tenant(), List.of(message))).isEqualTo(new Summary(0, 0, 1));
    }

    @Test
    void normalisesKnownNumbersAndKeepsUnknownOnes() {
        TenantId hotel = hotelWith(Identifier.phone(Channel.WHATSAPP, "+525512345678"));
        TenantId asItCame = hotelWith(Identifier.phone(Channel.WHATSAPP, "+5491112345678"));
        PhoneNumbers oneSpelling = (channel, written) -> {
            if (!written.startsWith("+521")) {
                throw new IllegalArgumentException("unknown");
            }
            return Identifier.phone(channel, "+52" + written.substring("+521".length()));
        };
        AcceptWebhook accepting = new AcceptWebhook(
                new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE),
                oneSpelling,
                messages.inboxes(),
                heard);
        accepting.accept(List.of(
                message(GuestRef.phone(Channel.WHATSAPP, "+5215512345678"), null, "Hola"),
                message(GuestRef.phone(Channel.WHATSAPP, "+5491112345678"), null, "Hola")));
        assertThat(messages.turns().claim(10, LEASE)).extracting(Turn::tenant).containsExactly(hotel, asItCame);
    }

    @Test
    void findsTheHotelByNumberMailOrUserId() {
        TenantId byNumber = hotelWith(Identifier.phone(Channel.WHATSAPP, "+5491112345678"));
        TenantId byMail = hotelWith(Identifier.email(Fresh.EMAIL, "ana@example.com"));
        TenantId byUser = hotelWith(Identifier.userId(Channel.WHATSAPP, "AR.1234567890"));
        assertThat(accept.accept(List.of(
                        message(GuestRef.phone(Channel.WHATSAPP, "+5491112345678"), null, "Hola"),
                        message(GuestRef.email(Fresh.EMAIL, "Ana@Example.com"), null, "Hola"),
                        message(GuestRef.userId(Channel.WHATSAPP, "AR.1234567890"), null, "Hola"))))
                .isEqualTo(new Summary(3, 0, 0));
        assertThat(messages.turns().claim(10, LEASE))
                .extracting(Turn::tenant)
                .containsExactly(byNumber, byMail, byUser);
    }

    @Test
    void refusesUnknownAndInactiveHotelsAndAcceptsTheRest() {
        hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        Tenant closed =
                new Tenant(Fresh.tenant(), "Closed", TenantStatus.INACTIVE, Tenant.DEFAULT_ZONE, OpeningHours.DEFAULT);
        tenants.register(closed);
        tenants.assign(closed.id(), Identifier.phoneNumberId(Channel.WHATSAPP, "222"));
        assertThat(accept.accept(List.of(
                        message(Fresh.guest(), Fresh.line(Channel.WHATSAPP, "111"), "nobody's"),
                        message(Fresh.guest(), Fresh.line(Channel.WHATSAPP, "222"), "an inactive hotel's"),
                        message(Fresh.guest(), LINE, "an active hotel's"))))
                .isEqualTo(new Summary(1, 0, 2));
        assertThat(heard.lines).containsExactly("refused", "refused", "accepted 1, duplicates 0");
    }

    @Test
    void aDeliveryForTwoHotelsIsAcceptedByEach() {
        TenantId one = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, "111"));
        TenantId two = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, "222"));
        InboundMessage forOne = message(Fresh.guest(), Fresh.line(Channel.WHATSAPP, "111"), "Hola");
        InboundMessage forTwo = message(Fresh.guest(), Fresh.line(Channel.WHATSAPP, "222"), "Hola");
        assertThat(accept.accept(List.of(forOne, forTwo))).isEqualTo(new Summary(2, 0, 0));
        assertThat(messages.turns().claim(10, LEASE)).extracting(Turn::tenant).containsExactly(one, two);
    }

    @Test
    void aBusyHotelDoesNotKeepTheNextOneFromItsMessages() {
        TenantId busy = hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        HotelLine second = Fresh.line(Channel.WHATSAPP, "106540352242999");
        hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, second.value()));
        AcceptWebhook accepting = new AcceptWebhook(
                new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE),
                PhoneNumbers.PLAIN,
                hotel -> {
                    if (hotel.equals(busy)) {
                        throw new StoreBusyException("a row is locked", null);
                    }
                    return messages.inboxes().apply(hotel);
                },
                heard);
        assertThatThrownBy(() -> accepting.accept(
                        List.of(message(Fresh.guest(), LINE, "one"), message(Fresh.guest(), second, "two"))))
                .isInstanceOf(StoreBusyException.class);
        assertThat(heard.lines).containsExactly("accepted 1, duplicates 0");
    }

    @Test
    void anUnavailableInboxAcceptsNothing() {
        hotelWith(Identifier.phoneNumberId(Channel.WHATSAPP, LINE.value()));
        StoreUnavailableException away = new StoreUnavailableException("The inbox is away", new IOException());
        AcceptWebhook accepting = new AcceptWebhook(
                new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE),
                PhoneNumbers.PLAIN,
                tenant -> {
                    throw away;
                },
                heard);
        assertThatThrownBy(() -> accepting.accept(List.of(message(Fresh.guest(), LINE, "Hola"))))
                .isSameAs(away);
        assertThat(heard.lines).isEmpty();
    }

    private TenantId hotelWith(Identifier identifier) {
        Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
        tenants.register(hotel);
        tenants.assign(hotel.id(), identifier);
        return hotel.id();
    }

    private static InboundMessage message(GuestRef guest, @Nullable HotelLine line, String text) {
        return new InboundMessage(
                Fresh.providerId(), guest, line, new MessageContent.Text(text), Instant.parse("2026-03-12T08:59:58Z"));
    }
}
