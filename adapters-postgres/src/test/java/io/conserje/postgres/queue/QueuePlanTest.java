package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.Room;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.Plans;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claims and ends read by the one index that serves, behind many finished messages and with any statistics.
 */
class QueuePlanTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantId hotel = Fresh.tenant();

    @BeforeEach
    void manyFinishedMessages() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        DATABASE.run(
                "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body,"
                        + " sent_at, state, ended_at) select '" + hotel + "', gen_random_uuid(), 'whatsapp', 'f-' || n,"
                        + " 'g-' || n % 5000, 'text', 'Hola', now(), 'handled', now()"
                        + " from generate_series(1, 50000) n");
    }

    @Test
    void aClaimReadsIndexesOfPendingWorkBeforeTheFirstStatistics() {
        assertReadsPendingWorkOnly(planOfClaim());
    }

    @Test
    void aClaimReadsTheSameIndexesWhenAThousandGuestsAreDue() {
        accept(1000);
        DATABASE.run("analyze conserje.inbox, conserje.guest_queues");
        List<String> plan = planOfClaim();
        assertReadsPendingWorkOnly(plan);
        assertThat(plan).noneMatch(line -> line.contains("Bitmap") || line.contains("Hash"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, 1000})
    void aClaimPlannedOnAShortQueueFindsRowsByPlace(int waiting) {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        accept(waiting);
        DATABASE.run("analyze conserje.inbox, conserje.guest_queues");
        assertThat(planOfClaim())
                .filteredOn(line -> line.contains("Tid Scan on guest_queues"))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 100, 300, 1000})
    void aClaimFindsMessagesByTheirKeyWithoutStatistics(int waiting) {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        accept(waiting);
        List<String> plan = planOfClaim();
        assertThat(plan)
                .filteredOn(line -> line.contains(" on inbox"))
                .singleElement(STRING)
                .contains("using inbox_pkey");
        assertThat(plan).anyMatch(line -> line.contains("(message_id >= w.message_id)"));
    }

    @Test
    void endsPlannedOnAnEmptyQueueFindMessagesByTheirKey() {
        DATABASE.empty();
        List<String> plan = Plans.explained(
                transactions().eachForSystem(),
                GuestQueues.finish(new GuestQueues.Finish(List.of(), List.of(), Coalescing.OFF)));
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
    void aClaimOfRepliesPlannedOnAnEmptyTableReadsInOrder() {
        DATABASE.empty();
        assertThat(Plans.explained(
                        transactions().eachForSystemByIndexOrder(),
                        PostgresReplies.CLAIM.query(new PostgresReplies.Claim(
                                new ClaimInput(8, LEASE, "", List.of(), Room.UNLIMITED), ReplyRates.DEFAULT))))
                .filteredOn(line -> line.contains(" on replies"))
                .anyMatch(line -> line.contains("using replies_ready"))
                .anyMatch(line -> line.contains("using replies_later"))
                .anyMatch(line -> line.contains("using replies_pending"))
                .anyMatch(line -> line.contains("Tid Scan"))
                .noneMatch(line -> line.contains("replies_pkey") || line.contains("replies_message_id"));
    }

    /** Accepts one message of each of {@code guests} guests. */
    private void accept(int guests) {
        DATABASE.adapters()
                .inbox(hotel)
                .accept(Stream.generate(() -> Fresh.message(Fresh.guest()))
                        .limit(guests)
                        .toList());
    }

    private static void assertReadsPendingWorkOnly(List<String> plan) {
        assertThat(plan)
                .anyMatch(line -> line.contains("using guest_queues_ready"))
                .anyMatch(line -> line.contains("using guest_queues_later"))
                .anyMatch(line -> line.contains("using inbox_pkey"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("inbox_provider_id"));
    }

    private static List<String> planOfClaim() {
        return Plans.explained(
                transactions().eachForSystemByIndexOrder(),
                GuestQueues.CLAIM.query(new ClaimInput(8, LEASE, "", List.of(), Room.UNLIMITED)));
    }

    private static Transactions transactions() {
        return new Transactions(DATABASE.app(), Timeouts.DEFAULT);
    }
}
