package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.LockAudit.Entry;
import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.lock.LockAudit.Position;
import io.conserje.application.lock.LockAudit.Query;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of {@link LockAudit}. */
public interface LockAuditContract {

    LockAudit audit();

    /** Forgets every entry: what is old is forgotten across tenants, so no test may leave any to another. */
    void emptyStore();

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @BeforeEach
    default void startEmpty() {
        emptyStore();
    }

    @Test
    default void readsEventsWithTheTimeOfTheStore() {
        TenantId tenant = givenTenant();
        List<LockEvent> events = Stream.of(Kind.values())
                .map(kind -> new LockEvent(
                        tenant,
                        new ResourceId("room:ñ-101"),
                        kind,
                        new HolderRef("ana \"x\" 🛎"),
                        kind == Kind.CONFLICT
                                ? 0
                                : 1_800_000_000_000_000L + kind.code().length(),
                        Map.of("stay", "2027-03-10..2027-03-12", "odd \"key\"", "a\\b{}🛎")))
                .toList();
        assertThat(audit().record(events.stream().map(LockAuditContract::now).toList()))
                .isEqualTo(events.size());
        assertThat(audit().find(Query.of(tenant, 100)))
                .extracting(Entry::event)
                .containsExactlyElementsOf(events.reversed());
    }

    @Test
    default void nothingRecordedIsNothingRead() {
        TenantId tenant = givenTenant();
        assertThat(audit().record(List.of())).isZero();
        assertThat(audit().find(Query.of(tenant, 1))).isEmpty();
        assertThat(audit().forget(Duration.ZERO, 10)).isZero();
    }

    @Test
    default void whatHappenedBeforeTheCallIsRecordedWithItsTime() {
        TenantId tenant = givenTenant();
        audit().record(List.of(
                happened(event(tenant, "late"), Duration.ZERO),
                happened(event(tenant, "early"), Duration.ofSeconds(90))));
        List<Entry> entries = audit().find(Query.of(tenant, 10));
        assertThat(entries)
                .extracting(entry -> entry.event().resource().value())
                .containsExactly("late", "early");
        assertThat(entries.get(1).position().at())
                .isEqualTo(entries.get(0).position().at().minusSeconds(90));
    }

    @Test
    default void entriesAreFoundByResourceAndTime() {
        TenantId tenant = givenTenant();
        List<Happened> events = IntStream.range(0, 10)
                .mapToObj(minute ->
                        happened(event(tenant, minute % 2 == 0 ? "even" : "odd"), Duration.ofMinutes(minute)))
                .toList();
        audit().record(events);
        List<Entry> all = audit().find(Query.of(tenant, 100));
        assertThat(all).hasSize(10);
        assertThat(audit().find(Query.of(tenant, 100).about(new ResourceId("odd"))))
                .hasSize(5)
                .allMatch(entry -> entry.event().resource().value().equals("odd"));
        Instant from = all.get(6).position().at();
        Instant before = all.get(2).position().at();
        assertThat(audit().find(Query.of(tenant, 100).between(from, before))).isEqualTo(all.subList(3, 7));
        assertThat(audit().find(Query.of(tenant, 100)
                        .about(new ResourceId("even"))
                        .between(from, before)))
                .isEqualTo(List.of(all.get(4), all.get(6)));
    }

    @Test
    default void pagesTogetherAreTheWholeEvenWhereManyHappenedAtOnceAndMoreComeMeanwhile() {
        TenantId tenant = givenTenant();
        audit().record(IntStream.range(0, 25)
                .mapToObj(number -> now(event(tenant, "r" + number)))
                .toList());
        List<Entry> whole = audit().find(Query.of(tenant, 1000));
        List<Entry> paged = new ArrayList<>();
        Query next = Query.of(tenant, 4);
        for (List<Entry> page = audit().find(next); !page.isEmpty(); page = audit().find(next)) {
            assertThat(page).hasSizeLessThanOrEqualTo(4);
            paged.addAll(page);
            audit().record(List.of(now(event(tenant, "meanwhile"))));
            next = next.after(page.getLast().position());
        }
        assertThat(paged).isEqualTo(whole).hasSize(25);
    }

    @Test
    default void anotherHotelsEntriesAreNotSeen() {
        TenantId here = givenTenant();
        TenantId there = givenTenant();
        audit().record(List.of(now(event(here, "room:1")), now(event(there, "room:1"))));
        assertThat(audit().find(Query.of(here, 100)))
                .singleElement()
                .matches(entry -> entry.event().tenant().equals(here));
    }

    @Test
    default void entriesOfEveryHotelAreOneList() {
        TenantId one = givenTenant();
        TenantId other = givenTenant();
        for (int n = 0; n < 3; n++) {
            audit().record(List.of(
                    happened(event(one, "room:" + n), Duration.ofMinutes(n)),
                    happened(event(other, "room:" + n), Duration.ofSeconds(n))));
        }

        List<Entry> all = audit().find(Query.ofEveryHotel(1000)).stream()
                .filter(entry -> List.of(one, other).contains(entry.event().tenant()))
                .toList();

        assertThat(all)
                .hasSize(6)
                .isSortedAccordingTo(Comparator.comparing(Entry::position).reversed());
        assertThat(audit().find(Query.ofEveryHotel(1000).about(new ResourceId("room:1"))))
                .extracting(entry -> entry.event().tenant())
                .contains(one, other);
        assertThat(audit().find(Query.ofEveryHotel(2))).hasSize(2);
    }

    @Test
    default void whatIsOlderIsForgottenTheOldestFirstAndNoMoreThanWanted() {
        TenantId tenant = givenTenant();
        TenantId other = givenTenant();
        audit().record(List.of(
                happened(event(tenant, "oldest"), Duration.ofDays(40)),
                happened(event(other, "old"), Duration.ofDays(35)),
                happened(event(tenant, "older"), Duration.ofDays(31)),
                happened(event(tenant, "young"), Duration.ofDays(29))));
        assertThat(audit().forget(Duration.ofDays(30), 2)).isEqualTo(2);
        assertThat(audit().find(Query.of(tenant, 10)))
                .extracting(entry -> entry.event().resource().value())
                .containsExactly("young", "older");
        assertThat(audit().find(Query.of(other, 10))).isEmpty();
        assertThat(audit().forget(Duration.ofDays(30), 10)).isOne();
        assertThat(audit().forget(Duration.ofDays(30), 10)).isZero();
        assertThat(audit().find(Query.of(tenant, 10))).hasSize(1);
    }

    @Test
    default void noMoreThanAThousandAreReadAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> Query.of(Fresh.tenant(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Query.of(Fresh.tenant(), 1001));
    }

    @Test
    default void aPositionThatIsNoEntrysIsAPlaceAllTheSame() {
        TenantId tenant = givenTenant();
        audit().record(List.of(now(event(tenant, "room:1"))));
        assertThat(audit().find(Query.of(tenant, 10).after(new Position(Instant.EPOCH, 7))))
                .isEmpty();
        assertThat(audit().find(Query.of(tenant, 10).after(new Position(Instant.parse("2999-01-01T00:00:00Z"), 7))))
                .hasSize(1);
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }

    private static LockEvent event(TenantId tenant, String resource) {
        return new LockEvent(tenant, new ResourceId(resource), Kind.ACQUIRED, new HolderRef("ana"), 7, Map.of());
    }

    private static Happened now(LockEvent event) {
        return happened(event, Duration.ZERO);
    }

    private static Happened happened(LockEvent event, Duration ago) {
        return new Happened(event, ago);
    }
}
