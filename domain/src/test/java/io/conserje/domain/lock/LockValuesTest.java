package io.conserje.domain.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockValuesTest {

    private static final TenantId TENANT = new TenantId("hotel-centro");
    private static final RoomId ROOM = new RoomId("101");
    private static final Stay STAY = new Stay(LocalDate.of(2027, 3, 10), LocalDate.of(2027, 3, 12));
    private static final Claimant ANA =
            new Claimant(new HolderRef("whatsapp:+5491112345678"), new OwnerToken("secret-secret-secret"));

    @Test
    void aTokenIsHiddenAndAHolderNearlySo() {
        RoomHold hold = new RoomHold(TENANT, ROOM, STAY, ANA, 7, Instant.EPOCH, 0);
        Lease lease = new Lease(new LeaseKey(TENANT, "x"), ANA, 7, Instant.EPOCH);
        assertThat(hold.toString() + lease)
                .doesNotContain("secret")
                .doesNotContain("549111")
                .contains("***78");
        assertThat(new HolderRef("x")).hasToString("***x");
        assertThat(new OwnerToken("secret-secret-secret")).hasToString("OwnerToken(hidden)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with spaces in it all over", "ñññññññññññññññññ"})
    void aTokenHasAShape(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnerToken(value))
                .withMessageContaining("random UUID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\u0000b"})
    void holdersAndResourcesArePrintable(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HolderRef(value));
        assertThatIllegalArgumentException().isThrownBy(() -> new ResourceId(value));
    }

    @Test
    void holdersAndResourcesHaveALength() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HolderRef("x".repeat(301)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ResourceId("x".repeat(256)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ñ", "a{b}", "a\nb"})
    void aLeasesNameHasAShape(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeaseKey(TENANT, name))
                .withMessageContaining("jobs/night-audit");
    }

    @Test
    void aLeaseKeyNamesItsHotel() {
        assertThat(new LeaseKey(TENANT, "jobs/x")).hasToString("hotel-centro/jobs/x");
        assertThatIllegalArgumentException().isThrownBy(() -> new LeaseKey(TENANT, "x".repeat(201)));
    }

    @Test
    void fencesBeginAtOneAndExtensionsAtNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoomHold(TENANT, ROOM, STAY, ANA, 0, Instant.EPOCH, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoomHold(TENANT, ROOM, STAY, ANA, 1, Instant.EPOCH, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lease(new LeaseKey(TENANT, "x"), ANA, 0, Instant.EPOCH));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LockEvent(TENANT, ResourceId.of(ROOM), Kind.LOST, ANA.holder(), -1, Map.of()));
    }

    @Test
    void theNightsOfAStayAreResourcesOfTheirOwn() {
        assertThat(ResourceId.nights(ROOM, STAY))
                .extracting(ResourceId::toString)
                .containsExactly("room:101/2027-03-10", "room:101/2027-03-11");
    }

    @Test
    void anEventSaysWhatBecameOfAHoldOrALease() {
        assertThat(LockEvent.of(Kind.EXPIRED, new RoomHold(TENANT, ROOM, STAY, ANA, 7, Instant.EPOCH, 0)))
                .isEqualTo(new LockEvent(
                        TENANT,
                        new ResourceId("room:101"),
                        Kind.EXPIRED,
                        ANA.holder(),
                        7,
                        Map.of("stay", "2027-03-10..2027-03-12")));
        assertThat(LockEvent.of(Kind.LOST, new Lease(new LeaseKey(TENANT, "jobs/x"), ANA, 9, Instant.EPOCH)))
                .isEqualTo(new LockEvent(TENANT, new ResourceId("lease:jobs/x"), Kind.LOST, ANA.holder(), 9, Map.of()));
        assertThat(Kind.RELEASED.code()).isEqualTo("released");
        assertThat(Kind.ACQUIRED.code()).isEqualTo("acquired");
    }

    @Test
    void termsHaveBounds() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(HoldTerms.DEFAULT).isEqualTo(new HoldTerms(Duration.ofMinutes(20), 2, Duration.ofMinutes(10)));
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofMillis(49), Duration.ofHours(25)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new HoldTerms(wrong, 2, minute));
            assertThatIllegalArgumentException().isThrownBy(() -> new HoldTerms(minute, 2, wrong));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldTerms(minute, -1, minute));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldTerms(minute, 101, minute));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HoldTerms(Duration.ofHours(24), 7, Duration.ofHours(24)))
                .withMessageContaining("longer than");
        assertThat(new HoldTerms(Duration.ofHours(24), 6, Duration.ofHours(24)).maxExtensions())
                .as("seven days in all are allowed")
                .isEqualTo(6);
    }

    @Test
    void aBookingsCodeIsShort() {
        assertThat(new Booking(
                                TENANT,
                                UUID.fromString("0190c2a0-1111-7222-8333-0123456789ab"),
                                ROOM,
                                STAY,
                                ANA.holder(),
                                7)
                        .code())
                .isEqualTo("456789AB");
    }
}
