package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.GroupCommit;
import io.conserje.application.messaging.GroupedTurns;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One locked or unreadable row delays, or ends, nothing but itself. */
class OneBadThingTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int OTHERS = 12;

    private final TenantId hotel = Fresh.tenant();
    private final TenantId other = Fresh.tenant();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PostgresAdapters adapters = DATABASE.adapters();
    private final GroupCommit inboxes = new GroupCommit(
            adapters.intake(), adapters::inbox, new GroupCommit.Limits(128, 4096, 1, Duration.ofSeconds(5)));

    @BeforeEach
    void twoHotels() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel, other);
    }

    @AfterEach
    void stop() {
        threads.close(); // What still runs would be in the way of the next test.
    }

    @Test
    void aLockedGuestDelaysOnlyItsOwnDelivery() throws Exception {
        GuestRef locked = Fresh.guest();
        accept(hotel, Fresh.message(locked));
        try (Connection host = hostLocking(locked)) {
            Future<List<Acceptance>> blocked =
                    threads.submit(() -> inboxes.apply(hotel).accept(List.of(Fresh.message(locked))));
            DATABASE.awaitBlockedStatement();
            assertThat(Crowd.of(OTHERS, member -> () -> accept(other, Fresh.message(Fresh.guest()))))
                    .allSatisfy(made -> assertThat(made).singleElement().isInstanceOf(Acceptance.Accepted.class));
            assertThatThrownBy(() -> blocked.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            host.rollback();
        }
        assertThat(accept(hotel, Fresh.message(locked))).hasSize(1);
    }

    @Test
    void redeliveriesForALockedGuestBlockNobody() throws Exception {
        GuestRef locked = Fresh.guest();
        accept(hotel, Fresh.message(locked));
        try (Connection host = hostLocking(locked)) {
            for (int delivery = 0; delivery < 8; delivery++) {
                Future<?> unused = threads.submit(() -> inboxes.apply(hotel).accept(List.of(Fresh.message(locked))));
            }
            DATABASE.awaitBlockedStatement();
            for (int delivery = 0; delivery < OTHERS; delivery++) {
                assertThat(accept(other, Fresh.message(Fresh.guest()))).hasSize(1);
            }
            host.rollback();
        }
    }

    @Test
    void ofOneDeliveryOnlyTheLockedGuestWaits() throws Exception {
        GuestRef locked = Fresh.guest();
        accept(hotel, Fresh.message(locked));
        InboundMessage bad = Fresh.message(locked);
        InboundMessage good = Fresh.message(Fresh.guest());
        try (Connection host = hostLocking(locked)) {
            assertThatThrownBy(() -> accept(hotel, bad, good)).isInstanceOf(StoreUnavailableException.class);
            assertThat(progressOf(good)).contains(Progress.PENDING);
            assertThat(progressOf(bad)).isEmpty();
            host.rollback();
        }
        assertThat(accept(hotel, bad, good))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Acceptance.Accepted.class),
                        second -> assertThat(second).isInstanceOf(Acceptance.Duplicate.class));
    }

    @Test
    void aCallerInsideATransactionFailsAlone() {
        adapters.transactions().in(hotel, scope -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> accept(other, Fresh.message(Fresh.guest())))
                    .withMessageContaining("already has one open");
            return scope.tenant();
        });
        assertThat(accept(other, Fresh.message(Fresh.guest()))).hasSize(1);
    }

    @Test
    void aLockedGuestDelaysOnlyItsOwnEnd() throws Exception {
        GuestRef locked = Fresh.guest();
        accept(hotel, Fresh.message(locked));
        accept(
                other,
                Stream.generate(() -> Fresh.message(Fresh.guest()))
                        .limit(OTHERS)
                        .toArray(InboundMessage[]::new));
        Turns turns = new GroupedTurns(adapters.turns(), adapters.endings());
        List<Turn> claimed = turns.claim(50, LEASE);
        assertThat(claimed).hasSize(OTHERS + 1);
        try (Connection host = hostLocking(locked)) {
            Future<Outcome> blocked = threads.submit(() -> turns.finish(
                    claimed.stream()
                            .filter(turn -> turn.message().guest().equals(locked))
                            .findFirst()
                            .orElseThrow(),
                    List.of()));
            DATABASE.awaitBlockedStatement();
            List<Future<Outcome>> ends = claimed.stream()
                    .filter(turn -> turn.tenant().equals(other))
                    .map(turn -> threads.submit(() -> turns.finish(turn, List.of())))
                    .toList();
            for (Future<Outcome> end : ends) {
                assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo(Outcome.RECORDED);
            }
            assertThat(blocked).isNotDone();
            host.rollback();
            assertThat(blocked.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.RECORDED);
        }
    }

    @Test
    void aLockedHotelDelaysNoRepliesOfOthers() throws Exception {
        accept(hotel, Fresh.message(Fresh.guest()));
        accept(other, Fresh.message(Fresh.guest()));
        Turns turns = adapters.turns();
        turns.claim(10, LEASE).forEach(turn -> turns.finish(turn, List.of(new Reply("one"))));
        Replies replies = adapters.replies(Set::of, ReplyRates.DEFAULT, MessagingListener.NONE);
        try (Connection host = hostLockingTheHotel()) {
            Future<List<OutboundReply>> claimed = threads.submit(() -> replies.claim(10, LEASE));
            assertThat(claimed.get(5, TimeUnit.SECONDS))
                    .extracting(OutboundReply::tenant)
                    .contains(other);
            host.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update conserje.inbox set body = repeat('x', 9000) where guest = '%1$s'",
                "update conserje.inbox set provider_id = '  ' where guest = '%1$s'",
                "update conserje.inbox set channel = 'What''s this?' where guest = '%1$s'",
                "update conserje.inbox set line = E'a\\tb' where guest = '%1$s'",
                "update conserje.inbox set sent_at = 'infinity' where guest = '%1$s'"
            })
    void anUnreadableMessageBecomesADeadLetter(String damage) {
        GuestRef bad = Fresh.guest();
        accept(hotel, Fresh.message(bad), Fresh.message(Fresh.guest()));
        DATABASE.run(damage.formatted(bad.address()));
        Turns turns = adapters.turns();
        assertThat(turns.claim(10, LEASE)).hasSize(1);
        assertThat(DATABASE.asOwner("select reason from conserje.dlq_permanent_failures"))
                .containsExactly("unreadable");
        assertThat(DATABASE.asOwner("select state from conserje.inbox where guest = ?", bad.address()))
                .containsExactly("failed");
        assertThat(DATABASE.asOwner("select count(*) from conserje.guest_queues where guest = ?", bad.address()))
                .containsExactly("0");
        assertThat(adapters.deadLetters().list(LetterFilter.ALL, Shown.ALL, null, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.last().reason()).isEqualTo("unreadable"));
    }

    @Test
    void anUnreadableReplyIsRefused() {
        accept(hotel, Fresh.message(Fresh.guest()), Fresh.message(Fresh.guest()));
        Turns turns = adapters.turns();
        turns.claim(10, LEASE).forEach(turn -> turns.finish(turn, List.of(new Reply("one"), new Reply("two"))));
        DATABASE.run("update conserje.replies set body = ' ' where reply_id ="
                + " (select reply_id from conserje.replies where body = 'one' limit 1)");
        List<OutboundReply> claimed = adapters.replies().claim(10, LEASE);
        assertThat(claimed).extracting(reply -> reply.reply().text()).containsExactly("one");
        assertThat(DATABASE.asOwner("select cause from conserje.replies where state = 'refused'"))
                .singleElement()
                .asString()
                .startsWith("unreadable");
        assertThat(adapters.replies().claim(10, LEASE))
                .extracting(reply -> reply.reply().text())
                .containsExactly("two");
    }

    private List<Acceptance> accept(TenantId tenant, InboundMessage... messages) {
        return inboxes.apply(tenant).accept(List.of(messages));
    }

    private Optional<Progress> progressOf(InboundMessage message) {
        return inboxes.apply(hotel).progressOf(message.guest().channel(), message.providerId());
    }

    /** A connection of a host that has locked the guest's row. */
    private static Connection hostLocking(GuestRef guest) throws SQLException {
        return hostLocking("select 1 from conserje.guest_queues where guest = ? for update", guest.address());
    }

    /** A connection of a host that has locked the row of the hotel. */
    private Connection hostLockingTheHotel() throws SQLException {
        return hostLocking("select 1 from conserje.tenants where tenant_id = ? for update", hotel.value());
    }

    private static Connection hostLocking(String statement, String key) throws SQLException {
        Connection host = DATABASE.owner().getConnection();
        host.setAutoCommit(false);
        try (PreparedStatement lock = host.prepareStatement(statement)) {
            lock.setString(1, key);
            assertThat(lock.executeQuery().next()).isTrue();
        }
        return host;
    }
}
