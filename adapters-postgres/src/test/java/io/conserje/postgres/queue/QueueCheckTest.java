package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Turn;
import io.conserje.db.verify.QueueCheck;
import io.conserje.db.verify.QueueDamage;
import io.conserje.db.verify.QueueDamage.Kind;
import io.conserje.db.verify.VerificationException;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a hand has damaged, one kind at a time: found, named, and put right. */
class QueueCheckTest {

    private static final String ACTOR = "cli:ana";

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();

    private static QueueCheck check() {
        return new QueueCheck(DATABASE.owner());
    }

    @BeforeEach
    void oneHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    private void accept(int messages) {
        DATABASE.adapters()
                .inbox(hotel)
                .accept(IntStream.range(0, messages)
                        .mapToObj(nth -> Fresh.message(guest, "text " + nth))
                        .toList());
    }

    private static QueueDamage only(Kind kind, long rows) {
        List<QueueDamage> found = check().run();
        assertThat(found)
                .filteredOn(damage -> damage.kind() == kind)
                .singleElement()
                .satisfies(damage -> {
                    assertThat(damage.rows()).isEqualTo(rows);
                    assertThat(damage.toString())
                            .doesNotContain(DATABASE.asOwner("select guest from conserje.inbox limit 1")
                                    .getFirst());
                });
        return found.stream()
                .filter(damage -> damage.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static void assertRepairs(QueueDamage damage) {
        assertThat(check().repair(damage, ACTOR)).isTrue();
        assertThat(check().run()).isEmpty();
        assertThat(DATABASE.asOwner("select actor || ' ' || (details ->> 'repaired') from conserje.tenant_audit"
                        + " where details ->> 'repaired' is not null"))
                .containsExactly(ACTOR + " " + damage.kind().problem());
        assertThat(check().repair(damage, ACTOR)).as("again").isTrue();
    }

    private static List<String> claimed() {
        return DATABASE.adapters().turns().claim(8, Duration.ofMinutes(1)).stream()
                .map(Turn::message)
                .map(message -> ((MessageContent.Text) message.content()).body())
                .toList();
    }

    @Test
    void findsNothingInQueuesAtWork() {
        accept(250);
        claimed();

        assertThat(check().run()).isEmpty();
    }

    @Test
    void aMessageThatNoQueueNamesIsPutBack() {
        accept(3);
        DATABASE.run("delete from conserje.guest_queues");
        assertThat(claimed()).isEmpty();

        QueueDamage damage = only(Kind.UNQUEUED, 3);
        assertThat(damage.tenant()).isEqualTo(hotel.value());
        assertRepairs(damage);

        assertThat(claimed()).singleElement().asString().contains("text 0");
    }

    @Test
    void aMessageInTheMiddleReturnsToItsPlace() {
        accept(150);
        DATABASE.run("update conserje.guest_queues set waiting = waiting[1:4] || waiting[6:]");

        assertRepairs(only(Kind.UNQUEUED, 1));

        assertThat(DATABASE.asOwner("select string_agg(m.body, ',' order by w.nth) from conserje.guest_queues q,"
                        + " unnest(q.waiting) with ordinality w (message_id, nth) join conserje.inbox m using (message_id)"
                        + " where w.nth between 4 and 6"))
                .containsExactly("text 3,text 4,text 5");
        assertThat(DATABASE.asOwner("select cardinality(waiting) || ' ' || backlog from conserje.guest_queues"))
                .containsExactly("100 50");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update conserje.guest_queues set waiting = waiting || gen_random_uuid()",
                "update conserje.guest_queues set waiting = waiting || waiting[1]",
                "update conserje.inbox set state = 'handled', ended_at = now() where body = 'text 1'",
            })
    void aNameThatLeadsNowhereIsTakenOut(String damage) {
        accept(3);
        DATABASE.run(damage);

        QueueDamage found = check().run().getFirst();
        assertThat(found.kind()).isEqualTo(Kind.MISNAMED);
        assertRepairs(found);

        assertThat(claimed()).singleElement().asString().contains("text 0");
    }

    @Test
    void aQueueWithoutAMessageIsRemoved() {
        accept(2);
        DATABASE.run("delete from conserje.inbox");
        DATABASE.run("insert into conserje.guest_backlog select tenant_id, channel, guest, 1, gen_random_uuid()"
                + " from conserje.guest_queues");

        QueueDamage damage = check().run().getFirst();
        assertThat(check().repair(damage, ACTOR)).isTrue();

        assertThat(check().run()).isEmpty();
        assertThat(DATABASE.asOwner("select guest from conserje.guest_queues union all select guest from"
                        + " conserje.guest_backlog"))
                .isEmpty();
    }

    @Test
    void aBacklogThatIsCountedWronglyIsCountedAnew() {
        accept(150);
        DATABASE.run("update conserje.guest_queues set backlog = 47");

        assertRepairs(only(Kind.MISCOUNTED, 3));

        assertThat(DATABASE.asOwner("select backlog from conserje.guest_queues"))
                .containsExactly("50");
    }

    @Test
    void aGuestInHandIsLeftForLater() {
        accept(3);
        assertThat(claimed()).hasSize(1);
        DATABASE.run("update conserje.guest_queues set waiting = waiting || gen_random_uuid()");

        QueueDamage damage = only(Kind.MISNAMED, 1);
        assertThat(check().repair(damage, ACTOR)).isFalse();

        DATABASE.run("update conserje.guest_queues set leased_until = now()");
        assertRepairs(damage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ended_at = now()",
                "ready = false, lease = gen_random_uuid(), due_at = now() + interval '2 days'",
                "ready = false, due_at = now() + interval '2 hours'"
            })
    void aReplyThatNoClaimFindsIsReady(String damage) {
        accept(1);
        DATABASE.run("insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, body)"
                + " select tenant_id, gen_random_uuid(), message_id, channel, guest, 'reply' from conserje.inbox");
        assertThat(check().run()).isEmpty();
        DATABASE.run("update conserje.replies set " + damage);
        assertThat(DATABASE.adapters().replies().claim(8, Duration.ofMinutes(1)))
                .isEmpty();

        assertRepairs(only(Kind.REPLIES_IN_LIMBO, 1));

        assertThat(DATABASE.adapters().replies().claim(8, Duration.ofMinutes(1)))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"pending", "handled"})
    void aLetterOfALivingMessageIsSettled(String state) {
        accept(1);
        DATABASE.run(
                "insert into conserje.dlq_permanent_failures (tenant_id, id, channel, message, reason, error, attempts)"
                        + " select tenant_id, message_id, channel, '{}', 'handler', 'x', 1 from conserje.inbox");
        if (state.equals("handled")) {
            DATABASE.run("delete from conserje.guest_queues");
        }
        DATABASE.run("update conserje.inbox set state = '" + state + "'");

        QueueDamage damage = only(Kind.LETTER_NOT_FAILED, 1);
        assertThat(check().repair(damage, ACTOR)).isTrue();

        assertThat(check().run()).isEmpty();
        assertThat(DATABASE.asOwner("select event || ' ' || actor || ' ' || why from conserje.dlq_events"))
                .containsExactly("redriven " + ACTOR + " its message is " + state);
        assertThat(DATABASE.adapters().deadLetters().list(hotel, LetterFilter.ALL, Shown.BURIED, null, 10))
                .isEmpty();
    }

    @Test
    void refusesALoginThatRowsAreHiddenFrom() {
        assertThatThrownBy(() -> new QueueCheck(DATABASE.app()).run())
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("BYPASSRLS");
    }
}
