package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.CoalescingContract;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.Plans;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class PostgresCoalescingTest implements PostgresMessagingStores, CoalescingContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final List<TransactionListener.Scope> transactions = new ArrayList<>();
    private final PostgresAdapters counted = DATABASE.adapters(transactions::add);
    private PostgresAdapters adapters = counted;
    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();

    @Override
    public void coalesce(Duration pause) {
        adapters = counted.coalescing(new Coalescing(pause));
        givenTenants(hotel);
    }

    @Override
    public Function<TenantId, Inbox> inboxes() {
        return adapters::inbox;
    }

    @Override
    public Turns turns() {
        return adapters.turns();
    }

    @Override
    public Endings endings() {
        return adapters.endings();
    }

    @Override
    public Intake intake() {
        return adapters.intake();
    }

    @Test
    void eachMessageProlongsThePauseWithinBounds() {
        coalesce(PAUSE);
        writes("one");
        assertThat(due("min(m.received_at) + interval '1 minute'")).isTrue();
        shift(Duration.ofSeconds(30));
        writes("two");
        assertThat(due("max(m.received_at) + interval '1 minute'")).isTrue();
        shift(Duration.ofSeconds(50));
        writes("three");
        assertThat(due("max(m.received_at) + interval '1 minute'")).isTrue();
        shift(Duration.ofSeconds(40));
        DATABASE.run("update conserje.inbox set received_at = received_at - interval '150 seconds' where body = 'one'");
        writes("four");
        assertThat(due("min(m.received_at) + interval '5 minutes'")).isTrue();
        shift(Duration.ofSeconds(50));
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(4);
    }

    @Test
    void aDueTurnIsNotPutOffByFurtherMessages() {
        coalesce(PAUSE);
        writes("one");
        shift(PAUSE);
        writes("two");
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(2);
    }

    @Test
    void whatComesDuringATurnWaitsForThePause() {
        coalesce(PAUSE);
        writes("one");
        shift(PAUSE);
        Turn turn = claimed().getFirst();
        writes("two");
        turns().finish(turn, List.of());
        assertThat(due("max(m.received_at) filter (where m.state = 'pending') + interval '1 minute'"))
                .isTrue();
        assertThat(claimed()).isEmpty();
        shift(Duration.ofSeconds(30));
        writes("three");
        assertThat(due("max(m.received_at) + interval '1 minute'")).isTrue();
        shift(PAUSE);
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(2);
    }

    @Test
    void aRetryKeepsItsTimeWhenTheGuestWrites() {
        coalesce(Duration.ofSeconds(1));
        writes("one", "two");
        shift(Duration.ofSeconds(1));
        turns().retry(claimed().getFirst(), new Attempt(1, "failed", "x"), LEASE, LaterMessages.WAIT);
        String before = dueAt();
        writes("three");
        assertThat(dueAt()).isEqualTo(before);
        shift(LEASE);
        Turn one = claimed().getFirst();
        assertThat(one.size()).isOne();
        turns().retry(one, new Attempt(2, "failed", "x"), Duration.ofMillis(1), LaterMessages.WAIT);
        before = dueAt();
        writes("four");
        assertThat(dueAt()).isEqualTo(before);
    }

    @Test
    void aTurnThatIsPutOffKeepsItsTime() {
        coalesce(Duration.ofSeconds(1));
        writes("one");
        shift(Duration.ofSeconds(1));
        turns().release(claimed().getFirst(), LEASE);
        String before = dueAt();
        writes("two");
        assertThat(dueAt()).isEqualTo(before);
        shift(LEASE);
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(2);
    }

    @Test
    void anUnreadableMessageJoinsNothing() {
        coalesce(Duration.ofSeconds(1));
        writes("one", "two", "three");
        DATABASE.run("update conserje.inbox set sent_at = 'infinity' where body = 'two'");
        shift(Duration.ofSeconds(1));
        Turn one = claimed().getFirst();
        assertThat(one.size()).isOne();
        turns().finish(one, List.of());
        assertThat(claimed()).as("it becomes a dead letter").isEmpty();
        assertThat(claimed()).singleElement().extracting(Turn::size).isEqualTo(1);
        assertThat(DATABASE.asOwner("select reason from conserje.dlq_permanent_failures"))
                .containsExactly("unreadable");
    }

    @Test
    void repliesBelongToTheLastMessage() {
        coalesce(Duration.ofSeconds(1));
        List<MessageId> ids = writes("one", "two", "three");
        shift(Duration.ofSeconds(1));
        turns().finish(claimed().getFirst(), List.of(new Reply("Hola")));
        assertThat(DATABASE.asOwner("select message_id::text from conserje.replies"))
                .containsExactly(ids.getLast().toString());
    }

    @Test
    void withoutAPauseNoStatementIsAdded() {
        givenTenants(hotel);
        turns().claim(10, LEASE);
        transactions.clear();
        Turns turns = turns();
        writes("one", "two");
        assertThat(transactions).as("accepted one after the other").hasSize(2);
        Turn one = turns.claim(10, LEASE).getFirst();
        assertThat(one.size()).isOne();
        turns.claim(10, LEASE);
        transactions.clear();
        turns.finish(one, List.of());
        assertThat(transactions).as("finished").hasSize(1);
        Turn two = turns.claim(10, LEASE).getFirst();
        assertThat(transactions).as("claimed").hasSize(2);
        turns.retry(two, new Attempt(1, "failed", "x"), LEASE, LaterMessages.WAIT);
        assertThat(transactions).as("retried").hasSize(3);
    }

    @Test
    void withAPauseAClaimIsOneStatementMore() {
        coalesce(Duration.ofSeconds(1));
        Turns turns = turns();
        turns.claim(10, LEASE);
        writes("one", "two");
        DATABASE.run("update conserje.guest_queues set due_at = now(), ready = true");
        transactions.clear();
        Turn both = turns.claim(10, LEASE).getFirst();
        assertThat(transactions).as("claimed").hasSize(2);
        turns.finish(both, List.of());
        assertThat(transactions).as("ended in one transaction").hasSize(3);
    }

    @Test
    void withoutAPauseNoMessageIsReadToAccept() {
        DATABASE.empty();
        List<String> plan = Plans.explained(
                new Transactions(DATABASE.app(), Timeouts.DEFAULT).eachForSystem(),
                GuestQueues.accept(new GuestQueues.Accepting(List.of(), Coalescing.OFF)));
        assertThat(plan).noneMatch(line -> line.contains("Scan") && line.contains(" on inbox"));
    }

    private List<MessageId> writes(String... texts) {
        return List.of(texts).stream()
                .map(text -> adapters.inbox(hotel)
                        .accept(List.of(Fresh.message(guest, text)))
                        .getFirst())
                .map(accepted -> ((Inbox.Acceptance.Accepted) accepted).id())
                .toList();
    }

    private List<Turn> claimed() {
        return turns().claim(10, LEASE);
    }

    /** Moves what is stored into the past, because no test can set the server's clock. */
    private static void shift(Duration time) {
        String past = " - interval '" + time.toMillis() + " milliseconds'";
        DATABASE.run("update conserje.inbox set received_at = received_at" + past);
        DATABASE.run("update conserje.guest_queues set due_at = due_at" + past);
    }

    private static String dueAt() {
        return DATABASE.asOwner("select due_at::text from conserje.guest_queues")
                .getFirst();
    }

    private static boolean due(String when) {
        return DATABASE.asOwner("select (q.due_at = " + when + " and not q.ready)::text from conserje.guest_queues q"
                        + " join conserje.inbox m using (tenant_id, channel, guest) group by q.due_at, q.ready")
                .equals(List.of("true"));
    }
}
