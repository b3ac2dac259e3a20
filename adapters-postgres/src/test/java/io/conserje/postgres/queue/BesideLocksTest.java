package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What claims and sweeps do with rows that another transaction has locked, or that a process that died has left. */
class BesideLocksTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Attempt FAILURE = new Attempt(1, "test_failed", "on purpose");

    private final TenantId hotel = Fresh.tenant();

    @BeforeEach
    void oneHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void aPromoterThatDiesLosesNothing() throws SQLException {
        Turns turns = DATABASE.adapters().turns();
        accept(3);
        turns.claim(10, LEASE).forEach(turn -> turns.retry(turn, FAILURE, Duration.ZERO, LaterMessages.WAIT));
        try (Connection dying = DATABASE.owner().getConnection();
                Statement promotion = dying.createStatement()) {
            dying.setAutoCommit(false);
            promotion.execute("update conserje.guest_queues set ready = true where ctid in (select ctid from"
                    + " conserje.guest_queues where not ready limit 2)");
            assertThat(turns.claim(10, LEASE)).hasSize(1);
            dying.rollback();
        }
        assertThat(turns.claim(10, LEASE)).hasSize(2);
    }

    @Test
    void aGuestThatAnOldProcessPausedIsClaimedWhenDue() {
        Turns turns = DATABASE.adapters().turns();
        accept(2);
        // A process of the version before 0020 does not know the column: it pauses by due_at alone, and makes due by
        // it.
        DATABASE.run("update conserje.guest_queues set due_at = now() + interval '1 hour'");
        assertThat(turns.claim(10, LEASE)).isEmpty();
        DATABASE.run("update conserje.guest_queues set due_at = now(), ready = false");
        assertThat(turns.claim(10, LEASE)).hasSize(2);
    }

    @Test
    void aReplyWhoseTurnAnOldProcessDidNotTellIsFound() {
        List<OutboundReply> first = answered();
        Replies replies = DATABASE.adapters().replies();
        // A process of the version before 0020 ends a reply and does not make the next one ready.
        DATABASE.run(
                "update conserje.replies set state = 'sent', ended_at = now(), lease = null where lease is not null");
        DATABASE.run("update conserje.replies set due_at = now() where state = 'pending'");
        assertThat(first).hasSize(1);
        assertThat(replies.claim(10, LEASE))
                .extracting(reply -> reply.reply().text())
                .containsExactly("second");
    }

    @Test
    void aReplyThatStillWaitsIsLookedAtLater() {
        answered();
        Replies replies = DATABASE.adapters().replies();
        DATABASE.run("update conserje.replies set due_at = now() where not ready and lease is null");
        assertThat(replies.claim(10, LEASE)).isEmpty();
        assertThat(DATABASE.asOwner("select count(*) from conserje.replies where due_at > now() + interval '1 second'"
                        + " and not ready and lease is null"))
                .containsExactly("1");
    }

    @Test
    void aSweepPassesOverALockedMessage() throws SQLException {
        Turns turns = DATABASE.adapters().turns();
        accept(3);
        turns.claim(10, LEASE).forEach(turn -> turns.finish(turn, List.of()));
        DATABASE.letPass(Duration.ofMillis(20));
        try (Connection host = DATABASE.owner().getConnection();
                Statement lock = host.createStatement()) {
            host.setAutoCommit(false);
            lock.execute("select 1 from conserje.inbox limit 1 for update");
            assertThat(DATABASE.adapters().retention().removeMessages(Duration.ofMillis(1), 10))
                    .isEqualTo(2);
            host.rollback();
        }
        assertThat(DATABASE.adapters().retention().removeMessages(Duration.ofMillis(1), 10))
                .isOne();
    }

    /** One guest with two replies, the first of which is leased. */
    private List<OutboundReply> answered() {
        Turns turns = DATABASE.adapters().turns();
        accept(1);
        Turn turn = turns.claim(1, LEASE).getFirst();
        turns.finish(turn, List.of(new Reply("first"), new Reply("second")));
        return DATABASE.adapters().replies().claim(10, LEASE);
    }

    private void accept(int guests) {
        DATABASE.adapters()
                .inbox(hotel)
                .accept(Stream.generate(() -> Fresh.message(Fresh.guest()))
                        .limit(guests)
                        .toList());
    }
}
