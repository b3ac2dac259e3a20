package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.conserje.application.event.Listener;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.LockListener;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.lock.RoomHolds.Extension;
import io.conserje.application.lock.RunExclusively.Outcome;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.Turn;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The facade: what its builder wires, on a real database. */
final class ConserjeTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final RoomId ROOM = new RoomId("101");

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void anInstanceWithoutAHandlerAcceptsButDoesNotStart() {
        try (Conserje conserje = Conserje.on(DATABASE.app()).sender(this::send).build()) {
            assertThat(conserje.accept(hotel, List.of(Fresh.message(guest, "Hola"))))
                    .hasSize(1);
            assertThatIllegalStateException().isThrownBy(conserje::start).withMessageContaining("handler(...)");
        }
    }

    @Test
    void anInstanceWithoutASenderDoesNotStart() {
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(incoming -> new Answer(List.of(), Map.of()))
                .build()) {
            assertThatIllegalStateException().isThrownBy(conserje::start).withMessageContaining("sender(...)");
        }
    }

    @Test
    void aHandlerCanUseThePartsOfTheInstance() {
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handlerFrom(parts -> incoming -> new Answer(
                        List.of(new Reply(hold(parts.locks(), incoming.tenant(), "handler") ? "held" : "taken")),
                        Map.of()))
                .sender(this::send)
                .build()) {
            conserje.start();
            conserje.accept(hotel, List.of(Fresh.message(guest, "Hola")));
            await().untilAsserted(() -> assertThat(sent).containsExactly("held"));
            assertThat(conserje.locks().holds().live(hotel)).hasSize(1);
        }
    }

    @Test
    void aHandlerThatCannotBeMadeFailsTheBuild() {
        Conserje.Builder builder = Conserje.on(DATABASE.app())
                .sender(this::send)
                .handlerFrom(parts -> {
                    throw new IllegalStateException("fails on purpose");
                });
        assertThatThrownBy(builder::build).hasMessage("fails on purpose");
    }

    @Test
    void aReplyGoesToTheSenderOfItsChannel() {
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(incoming -> new Answer(List.of(new Reply("Hola")), Map.of()))
                .sender(guest.channel(), this::send)
                .sender(reply -> new Delivery.Refused("not this one"))
                .build()) {
            conserje.start();
            conserje.accept(hotel, List.of(Fresh.message(guest, "Hola")));
            await().untilAsserted(() -> assertThat(sent).containsExactly("Hola"));
        }
    }

    @Test
    void everyListenerReceivesEvents() {
        List<String> received = new CopyOnWriteArrayList<>();
        List<Listener> listeners = List.of(
                new MessagingListener() {
                    @Override
                    public void messageHandled(Turn turn, int replies) {
                        received.add("handled");
                    }
                },
                (TransactionListener) scope -> received.add("transaction"));
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(incoming -> new Answer(List.of(), Map.of()))
                .sender(this::send)
                .listen(listeners)
                .listen(new MessagingListener() {
                    @Override
                    public void messagesAccepted(TenantId tenant, int accepted, int duplicates) {
                        received.add("accepted " + accepted);
                    }
                })
                .build()) {
            conserje.start();
            conserje.accept(hotel, List.of(Fresh.message(guest, "Hola")));
            await().untilAsserted(() -> assertThat(received).contains("handled", "transaction"));
        }
    }

    @Test
    void locksCanBeKeptElsewhereAndTheirAuditIsInPostgres() {
        List<String> received = new CopyOnWriteArrayList<>();
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .locks(InMemory.locks(InstantSource.system()))
                .listen(new LockListener() {
                    @Override
                    public void operationEnded(Operation operation, Result result) {
                        received.add(operation.label() + " " + result.label());
                    }
                })
                .build()) {
            assertThat(hold(conserje.locks(), tenant(), "one")).isTrue();
            assertThat(hold(conserje.locks(), tenant(), "other")).isFalse();
        }
        assertThat(DATABASE.asOwner("select count(*) from conserje.holds")).containsExactly("0");
        assertThat(DATABASE.asOwner("select count(*) from conserje.lock_audit")).containsExactly("2");
        assertThat(received).containsExactly("hold_claim ok", "hold_claim conflict");
    }

    @Test
    void holdsFollowTheTermsOfTheBuilder() {
        HoldTerms terms = new HoldTerms(Duration.ofMinutes(5), 1, Duration.ofMinutes(2));
        try (Conserje conserje = Conserje.on(DATABASE.app()).holdTerms(terms).build()) {
            Locks locks = conserje.locks();
            assertThat(hold(locks, tenant(), "guest 7")).isTrue();
            Extension first =
                    locks.extendHold().extend(locks.holds().live(hotel).getFirst());
            assertThat(first).isInstanceOf(Extension.Extended.class);
            assertThat(locks.extendHold().extend(((Extension.Extended) first).hold()))
                    .isInstanceOf(Extension.Exhausted.class);
            assertThat(locks.releaseHold().releaseAll(hotel, new HolderRef("guest 7")))
                    .isEqualTo(1);
        }
    }

    @Test
    void workRunsUnderALease() throws InterruptedException {
        try (Conserje conserje = Conserje.on(DATABASE.app()).build()) {
            Outcome<Integer> outcome = conserje.locks()
                    .runExclusively(new HolderRef("node-1"))
                    .run(
                            new LeaseKey(hotel, "jobs/night-audit"),
                            Duration.ofSeconds(30),
                            permit -> conserje.locks().leases().live(hotel).size(),
                            () -> {});
            assertThat(outcome).isEqualTo(new Outcome.Done<>(1));
        }
    }

    @Test
    void refusesValuesOutOfBounds() {
        Conserje.Builder builder = Conserje.on(DATABASE.app());
        assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(1001));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ofMillis(99)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ofHours(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.auditRetention(Duration.ofHours(23)));
    }

    private Tenant tenant() {
        return Tenant.named(hotel, "Hotel");
    }

    private static boolean hold(Locks locks, Tenant hotel, String holder) {
        LocalDate today = LocalDate.now(hotel.zone());
        return locks.holdRoom().hold(hotel, ROOM, new Stay(today, today.plusDays(1)), Locks.claimant(holder))
                instanceof Claim.Granted;
    }

    private Delivery send(OutboundReply reply) {
        sent.add(reply.reply().text());
        return new Delivery.Sent("id-" + sent.size());
    }
}
