package io.conserje.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.conserje.application.fixture.Fresh;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How PostgreSQL claims and ends, behind many finished messages: by the one index that serves, whatever its statistics say. */
class QueuePlanTest {

    private static final Field<String> LINE = DSL.field("QUERY PLAN", String.class);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();

    @BeforeEach
    void finishMany() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        DATABASE.run(
                "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body,"
                        + " sent_at, state, ended_at) select '" + hotel + "', gen_random_uuid(), 'whatsapp', 'f-' || n,"
                        + " 'g-' || n % 5000, 'text', 'Hola', now(), 'handled', now() from generate_series(1, 50000) n");
    }

    @Test
    void aClaimReadsIndexesOfWhatIsNotOverAlsoBeforeTheFirstStatistics() {
        assertReadsThoseIndexesOnly(plan());
    }

    @Test
    void aClaimReadsThemAlsoWhenEverythingIsKnownAndAThousandGuestsAreDue() {
        accept(1000);
        DATABASE.run("analyze conserje.inbox, conserje.guest_queues");
        List<String> plan = plan();
        assertReadsThoseIndexesOnly(plan);
        assertThat(plan).noneMatch(line -> line.contains("Bitmap") || line.contains("Hash"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, 1000})
    void aClaimFindsWhatItTakesByItsPlaceHoweverShortTheQueueWasWhenItWasPlanned(int waiting) {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        accept(waiting);
        DATABASE.run("analyze conserje.inbox, conserje.guest_queues");
        assertThat(plan())
                .filteredOn(line -> line.contains("Tid Scan on guest_queues"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 100, 300, 1000})
    void aClaimOfAQueueThatNobodyKnowsYetFindsTheNextMessageByItToo(int waiting) {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        accept(waiting);
        List<String> plan = plan();
        assertThat(plan)
                .filteredOn(line -> line.contains(" on inbox"))
                .singleElement(STRING)
                .contains("using inbox_pkey");
        assertThat(plan).anyMatch(line -> line.contains("(message_id >= w.message_id)"));
    }

    @Test
    void endsThatWerePlannedWhenThereWasNothingFindTheirMessagesByTheirKeysToo() {
        DATABASE.empty();
        List<String> plan = explained(transactions().eachForSystem(), PostgresEndings.FINISH, endings());
        assertThat(plan)
                .filteredOn(line -> line.contains(" on guest_queues") && line.contains("Scan"))
                .hasSize(3)
                .allMatch(line -> line.contains("using guest_queues_pkey"));
        assertThat(plan)
                .filteredOn(line -> line.contains(" on inbox"))
                .anyMatch(line -> line.contains("using inbox_pkey"))
                .anyMatch(line -> line.contains("Tid Scan on inbox m"))
                .noneMatch(line -> line.contains("inbox_provider_id"));
    }

    @Test
    void aClaimOfRepliesThatWasPlannedWhenThereWasNothingReadsThemInTheirOrderToo() {
        DATABASE.empty();
        assertThat(explained(
                        transactions().eachForSystemByIndexOrder(),
                        PostgresReplies.CLAIM,
                        DSL.val(8),
                        DSL.val(30_000_000L)))
                .filteredOn(line -> line.contains(" on replies"))
                .anyMatch(line -> line.contains("using replies_due_at"))
                .anyMatch(line -> line.contains("using replies_pending"))
                .anyMatch(line -> line.contains("Tid Scan"))
                .noneMatch(line -> line.contains("replies_pkey") || line.contains("replies_message_id"));
    }

    @Test
    void sessionsOfManyThatWerePlannedWhenThereWereNoneAreFoundByTheirKeys() {
        DATABASE.empty();
        Field<String[]> none = DSL.val(new String[0]);
        assertThat(explained(transactions().eachForSystemByIndexOrder(), PostgresSessions.FIND_ALL, none, none, none))
                .filteredOn(line -> line.contains(" on sessions "))
                .singleElement(STRING)
                .contains("using sessions_pkey");
    }

    @Test
    void liveSessionsAreCountedByTheIndexOfTheirEnd() {
        DATABASE.run("insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)"
                + " select '" + hotel + "', 'whatsapp', 'g-' || n, 1, '{}', now() + (n - 500) * interval '1 hour'"
                + " from generate_series(1, 1000) n");
        DATABASE.run("analyze conserje.sessions");
        Field<String[]> hotels = DSL.val(new String[] {hotel.value()});
        assertThat(explained(transactions().eachForSystem(), PostgresSessions.ACTIVE, hotels))
                .filteredOn(line -> line.contains(" on sessions"))
                .singleElement(STRING)
                .contains("using sessions_expires_at");
    }

    @Test
    void aSweepOfSessionsThatWasPlannedWhenThereWereNoneReadsThoseThatHaveExpired() {
        DATABASE.empty();
        assertThat(explained(transactions().eachForSystemByIndexOrder(), PostgresSessionRetention.REMOVE, DSL.val(500)))
                .anyMatch(line -> line.contains("using sessions_expires_at on sessions"))
                .anyMatch(line -> line.contains("Index Cond: ((tenant_id = t.tenant_id) AND (expires_at <= now()))"))
                .anyMatch(line -> line.contains("Tid Scan on sessions"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("sessions_pkey"));
    }

    /** One message each of that many guests. */
    private void accept(int guests) {
        DATABASE.adapters()
                .inbox(hotel)
                .accept(Stream.generate(() -> Fresh.message(Fresh.guest()))
                        .limit(guests)
                        .toList());
    }

    private static Object[] endings() {
        Field<String[]> texts = DSL.val(new String[0]);
        Field<UUID[]> ids = DSL.val(new UUID[0]);
        return new Object[] {texts, ids, texts, texts, ids, ids, ids, texts, texts};
    }

    private static void assertReadsThoseIndexesOnly(List<String> plan) {
        assertThat(plan)
                .anyMatch(line -> line.contains("using guest_queues_due_at"))
                .anyMatch(line -> line.contains("using inbox_pkey"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("inbox_provider_id"));
    }

    private static List<String> plan() {
        return explained(
                transactions().eachForSystemByIndexOrder(), PostgresTurns.CLAIM, DSL.val(8), DSL.val(30_000_000L));
    }

    private static List<String> explained(Statements statements, String sql, Object... values) {
        return statements
                .fetch(DSL.resultQuery("explain " + sql, values).coerce(LINE))
                .getValues(LINE);
    }

    private static Transactions transactions() {
        return new Transactions(DATABASE.app(), Timeouts.DEFAULT);
    }
}
