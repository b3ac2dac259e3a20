package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers stall, die, fail and release under leases that keep ending, while messages keep coming. */
class TurnsUnderStressTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofMillis(150);
    private static final int WORKERS = 8;
    private static final int SENDERS = 3;
    private static final int HOTELS = 3;
    private static final int GUESTS = 60;
    private static final int MESSAGES = 12;

    /** One claim. Its lease lasts at least until {@code until}. */
    private record Holding(Turn turn, long until) {}

    private final Turns turns = DATABASE.adapters().turns();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<GuestRef, Holding> hands = new ConcurrentHashMap<>();
    private final Map<GuestRef, Queue<MessageId>> sent = new ConcurrentHashMap<>();
    private final Map<GuestRef, Queue<MessageId>> seen = new ConcurrentHashMap<>();
    private final Set<MessageId> ended = ConcurrentHashMap.newKeySet();

    @Test
    void guestsAreServedOnceAndInOrderAndNothingIsLeft() {
        DATABASE.empty();
        List<TenantId> hotels = new ArrayList<>();
        for (int hotel = 0; hotel < HOTELS; hotel++) {
            hotels.add(Fresh.tenant());
        }
        DATABASE.givenTenants(hotels.toArray(TenantId[]::new));
        Crowd.of(SENDERS + WORKERS, member -> member < SENDERS ? sending(hotels.get(member)) : this::work);
        assertThat(faults).isEmpty();
        assertThat(ended).hasSize(SENDERS * GUESTS * MESSAGES);
        assertThat(seen.keySet()).isEqualTo(sent.keySet());
        seen.forEach((guest, messages) -> assertThat(messages.stream().distinct())
                .as("the order in which %s was first served", guest)
                .containsExactlyElementsOf(sent.get(guest)));
        assertNothingIsLeft();
    }

    /** Sends messages of a hotel's guests, a few guests in each delivery, and each delivery twice. */
    private Callable<Object> sending(TenantId hotel) {
        return () -> {
            List<GuestRef> guests = new ArrayList<>();
            for (int guest = 0; guest < GUESTS; guest++) {
                guests.add(Fresh.guest());
            }
            for (int round = 0; round < MESSAGES; round++) {
                for (int first = 0; first < GUESTS; first += 6) {
                    List<InboundMessage> delivery = guests.subList(first, first + 6).stream()
                            .map(Fresh::message)
                            .toList();
                    List<Acceptance> made = DATABASE.adapters().inbox(hotel).accept(delivery);
                    for (int i = 0; i < delivery.size(); i++) {
                        sent.computeIfAbsent(delivery.get(i).guest(), guest -> new ConcurrentLinkedQueue<>())
                                .add(((Acceptance.Accepted) made.get(i)).id());
                    }
                    if (DATABASE.adapters().inbox(hotel).accept(delivery).stream()
                            .anyMatch(Acceptance.Accepted.class::isInstance)) {
                        faults.add("a redelivery was accepted");
                    }
                }
            }
            return hotel;
        };
    }

    private Object work() {
        while (ended.size() < SENDERS * GUESTS * MESSAGES && faults.isEmpty()) {
            long asked = System.nanoTime();
            List<Turn> claimed = turns.claim(5, LEASE);
            long answered = System.nanoTime();
            for (Turn turn : claimed) {
                take(turn, asked, answered);
            }
            claimed.forEach(this::handle);
        }
        return this;
    }

    private void take(Turn turn, long asked, long answered) {
        // An answer that came after the lease says nothing: another worker may rightly have the message since.
        if (answered - asked < LEASE.toNanos()) {
            judge(turn, asked, answered);
        }
        seen.computeIfAbsent(turn.message().guest(), key -> new ConcurrentLinkedQueue<>())
                .add(turn.id());
    }

    private void judge(Turn turn, long asked, long answered) {
        Holding former = hands.put(turn.message().guest(), new Holding(turn, asked + LEASE.toNanos()));
        if (former != null && answered < former.until()) {
            faults.add("message " + turn.id() + " was taken while "
                    + former.turn().id() + " was in another worker's hands");
        }
        if (ended.contains(turn.id())) {
            faults.add("message " + turn.id() + " was taken after its end");
        }
    }

    private void handle(Turn turn) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Attempt failure = new Attempt(turn.failures() + 1, "stress_failed", "on purpose");
        switch (random.nextInt(20)) {
            case 0 -> LockSupport.parkNanos(LEASE.toNanos() / 2); // And dies.
            case 1 -> {
                LockSupport.parkNanos(LEASE.multipliedBy(2).toNanos());
                end(turn, () -> turns.finish(turn, List.of()));
            }
            case 2 -> handOver(turn, () -> turns.release(turn, Duration.ZERO));
            case 3, 4 ->
                handOver(
                        turn,
                        () -> turns.retry(turn, failure, Duration.ofMillis(random.nextInt(30)), LaterMessages.WAIT));
            case 5 -> end(turn, () -> turns.deadLetter(turn, failure));
            case 6 -> {
                long asked = System.nanoTime();
                if (turns.renew(turn, LEASE) == Outcome.RECORDED) {
                    hands.computeIfPresent(
                            turn.message().guest(),
                            (guest, held) ->
                                    held.turn().equals(turn) ? new Holding(turn, asked + LEASE.toNanos()) : held);
                }
                LockSupport.parkNanos(LEASE.toNanos() / 2);
                end(turn, () -> turns.finish(turn, List.of()));
            }
            default -> end(turn, () -> turns.finish(turn, List.of()));
        }
    }

    /** From here on another worker may have the message, whether or not the call succeeds. */
    private Outcome handOver(Turn turn, Callable<Outcome> call) {
        hands.computeIfPresent(
                turn.message().guest(),
                (guest, held) ->
                        held.turn().equals(turn) ? new Holding(turn, held.until() - LEASE.toNanos() * 10) : held);
        try {
            return call.call();
        } catch (Exception failed) {
            faults.add(failed.toString());
            throw new IllegalStateException(failed);
        }
    }

    private void end(Turn turn, Callable<Outcome> call) {
        if (handOver(turn, call) == Outcome.RECORDED && !ended.add(turn.id())) {
            faults.add("message " + turn.id() + " ended twice");
        }
    }

    private static void assertNothingIsLeft() {
        assertThat(DATABASE.asOwner("select count(*) from conserje.inbox where state = 'pending'"))
                .containsExactly("0");
        assertThat(DATABASE.asOwner("select tenant_id || ' ' || channel from conserje.guest_queues"))
                .isEmpty();
        assertThat(DATABASE.asOwner(
                        "select message_id::text from conserje.inbox m where state = 'failed' and not exists"
                                + " (select from conserje.dlq_permanent_failures d"
                                + " where (d.tenant_id, d.id) = (m.tenant_id, m.message_id))"))
                .isEmpty();
        assertThat(DATABASE.asOwner("select m.message_id::text from conserje.inbox m where failures <>"
                        + " (select count(*) from conserje.inbox_attempts a"
                        + " where (a.tenant_id, a.message_id) = (m.tenant_id, m.message_id))"))
                .isEmpty();
    }
}
