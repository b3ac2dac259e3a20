package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.lock.LockAudit.Entry;
import io.conserje.application.lock.LockAudit.Query;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.pms.Bookings.Outcome;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of the README, compiled and run. */
class EmbeddingTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Test
    void theLinesOfTheReadmeAnswerAGuest() {
        DATABASE.empty();
        DataSource owner = DATABASE.owner();
        DataSource dataSource = DATABASE.app();
        TenantId hotel = new TenantId("hotel-sur");
        InboundMessage message = new InboundMessage(
                new ProviderMessageId("wamid.1"),
                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);

        // README: messages begin
        Conserje.migrate(owner);
        try (Conserje conserje = Conserje.on(dataSource)
                .handler(incoming -> new Answer(
                        List.of(new Reply("Hola, soy " + incoming.tenant().name())), Map.of()))
                .sender(reply -> send(reply.to().address(), reply.reply().text()))
                .build()) {
            conserje.start();
            conserje.registry().register(Tenant.named(hotel, "Hotel del Sur"));
            List<Acceptance> made = conserje.accept(hotel, List.of(message)); // durable when this returns
            // README: messages end

            assertThat(made).singleElement().isInstanceOf(Acceptance.Accepted.class);
            await().untilAsserted(() -> assertThat(sent).containsExactly("+5491112345678 Hola, soy Hotel del Sur"));
            assertThat(conserje.accept(hotel, List.of(message))).containsExactly(new Acceptance.Duplicate());
        }
    }

    @Test
    void theLinesOfTheReadmeHoldAndBookARoom() {
        DATABASE.empty();
        DataSource dataSource = DATABASE.app();
        Tenant hotel = Tenant.named(new TenantId("hotel-sur"), "Hotel del Sur");
        RoomId room = new RoomId("101");
        Stay stay = new Stay(
                LocalDate.now(hotel.zone()), LocalDate.now(hotel.zone()).plusDays(2));

        // README: holds begin
        try (Conserje conserje = Conserje.on(dataSource).build()) {
            conserje.registry().register(hotel);
            Locks locks = conserje.locks();
            Claim claim = locks.holdRoom().hold(hotel, room, stay, Locks.claimant("guest 7"));
            if (claim instanceof Claim.Granted granted) { // nobody else can hold these nights for 20 minutes
                Outcome outcome = conserje.bookings().book(granted.hold()); // checks the fence of the hold
                locks.releaseHold().release(granted.hold());
                // README: holds pause
                assertThat(outcome).isInstanceOf(Outcome.Booked.class);
                assertThat(conserje.bookings().find(hotel.id(), stay)).hasSize(1);
                // README: holds continue
            }
            locks.flushAudit(); // else within a tenth of a second
            List<Entry> history = locks.audit().find(Query.of(hotel.id(), 10));
            // README: holds end

            assertThat(history)
                    .extracting(entry -> entry.event().kind())
                    .containsExactly(LockEvent.Kind.RELEASED, LockEvent.Kind.ACQUIRED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "holds"})
    void theReadmeShowsThoseLines(String name) throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/conserje/library/EmbeddingTest.java"));
        String begin = "// README: " + name + " begin\n";
        String lines = test.substring(
                        test.indexOf(begin) + begin.length(), test.indexOf("// README: " + name + " end\n"))
                .replaceAll("(?s)// README: \\w+ pause\n.*?// README: \\w+ continue\n", "");
        assertThat(withoutSpace(Files.readString(Path.of("../README.md")))).contains(withoutSpace(lines));
    }

    @Test
    void findsAnAssignedNumberInEverySpelling() {
        DATABASE.empty();
        TenantId hotel = new TenantId("hotel-sur");
        Identifier old = Identifier.phone(Channel.WHATSAPP, "+52 1 55 1234 5678");
        InboundMessage message = new InboundMessage(
                new ProviderMessageId("wamid.2"),
                GuestRef.phone(Channel.WHATSAPP, "+525512345678"),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(incoming -> new Answer(List.of(), Map.of()))
                .sender(reply -> send(reply.to().address(), reply.reply().text()))
                .build()) {
            TenantRegistry registry = conserje.registry();
            registry.register(Tenant.named(hotel, "Hotel del Sur"));
            assertThat(registry.assign(hotel, old)).isEqualTo(Assignment.ASSIGNED);
            assertThat(conserje.acceptWebhook().accept(List.of(message)).accepted())
                    .isEqualTo(1);
            assertThat(registry.remove(hotel, old)).isEqualTo(Removal.REMOVED);
            assertThat(conserje.tenants().identifiersOf(hotel)).isEmpty();
        }
    }

    private Delivery send(String to, String text) {
        sent.add(to + " " + text);
        return new Delivery.Sent("id-" + sent.size());
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
