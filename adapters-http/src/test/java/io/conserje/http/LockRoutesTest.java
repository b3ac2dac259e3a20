package io.conserje.http;

import static io.conserje.http.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.application.memory.InMemory;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.admin.LockRoutes;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockRoutesTest {

    private static final String ALL = "/api/admin/locks";
    private static final TenantId CENTRO = new TenantId("hotel-centro");
    private static final TenantId NORTE = new TenantId("hotel-norte");

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final RoomHolds holds = InMemory.roomHolds(clock);
    private final Leases leases = InMemory.leases(clock);
    private final LockAudit audit = InMemory.lockAudit(clock);
    private RunningServer http;

    @BeforeEach
    void start() {
        tenants.register(Tenant.named(CENTRO, "Hotel Centro"));
        tenants.register(Tenant.named(NORTE, "Hotel Norte"));
        http = RunningServer.start(
                RunningServer.PRODUCTION, parts -> parts.locks(new LockRoutes.Ports(tenants, holds, leases, audit)));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void listsLocksWithoutOwnerTokens() {
        RoomHold hold = held(CENTRO);
        held(NORTE);
        leases.claim(new LeaseKey(CENTRO, "jobs/night-audit"), Claimants.named("node-1"), RoomHoldsContract.LASTING);

        HttpResponse<String> answer = http.admin("GET", ALL + "?tenant=hotel-centro", null);
        JsonNode locks = json(answer, 200).path("locks");
        assertThat(locks.findValuesAsText("resource")).containsExactly("room:101", "lease:jobs/night-audit");
        assertThat(locks.get(0).path("checkIn").asText()).isEqualTo("2027-03-10");
        assertThat(locks.get(0).path("fence").asLong()).isEqualTo(hold.fence());
        assertThat(locks.get(0).path("until").asText()).isEqualTo(hold.until().toString());
        assertThat(answer.body()).doesNotContain(hold.owner().value());
        assertThat(json(http.admin("GET", ALL + "?tenant=hotel-centro&resource=room:101", null), 200)
                        .path("locks"))
                .hasSize(1);
    }

    @Test
    void showsFullHoldersOnlyOnRequest() {
        String number = "whatsapp:+5491112345678";
        leases.claim(new LeaseKey(CENTRO, "jobs/call"), Claimants.named(number), RoomHoldsContract.LASTING);
        recorded(Kind.ACQUIRED, Duration.ZERO, number);
        for (String path : List.of(ALL, ALL + "/audit")) {
            assertThat(http.admin("GET", path + "?tenant=hotel-centro", null).body())
                    .contains("***78")
                    .doesNotContain(number);
            assertThat(http.admin("GET", path + "?tenant=hotel-centro&holders=true", null)
                            .body())
                    .contains(number);
        }
    }

    @Test
    void pagesThroughTheAuditNewestFirst() {
        recorded(Kind.ACQUIRED, Duration.ofHours(3));
        recorded(Kind.EXTENDED, Duration.ofHours(2));
        recorded(Kind.RELEASED, Duration.ofHours(1));

        JsonNode first = json(http.admin("GET", ALL + "/audit?tenant=hotel-centro&limit=2", null), 200);
        assertThat(first.path("entries").findValuesAsText("event")).containsExactly("released", "extended");
        JsonNode last = json(
                http.admin(
                        "GET",
                        ALL + "/audit?tenant=hotel-centro&limit=2&after="
                                + first.path("next").asText(),
                        null),
                200);
        assertThat(last.path("entries").findValuesAsText("event")).containsExactly("acquired");
        assertThat(last.has("next")).isFalse();
        String from = first.path("entries").get(0).path("at").asText();
        assertThat(json(http.admin("GET", ALL + "/audit?tenant=hotel-centro&from=" + from, null), 200)
                        .path("entries"))
                .hasSize(1);
        assertThat(json(http.admin("GET", ALL + "/audit?tenant=hotel-centro&before=" + from, null), 200)
                        .path("entries"))
                .hasSize(2);
        assertThat(json(http.admin("GET", ALL + "/audit?tenant=hotel-norte", null), 200)
                        .path("entries"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?tenant=NO",
                "?tenant=hotel-centro&resource=",
                "?tenant=hotel-centro&holder=ana",
                "?tenant=hotel-centro&holders=yes",
                "/audit",
                "/audit?tenant=hotel-centro&limit=0",
                "/audit?tenant=hotel-centro&from=yesterday",
                "/audit?tenant=hotel-centro&before=2027-02-30T00:00:00Z",
                "/audit?tenant=hotel-centro&from=%2B1000000000-12-31T00:00:00Z",
                "/audit?tenant=hotel-centro&after=%2B1000000000-12-31T00:00:00Z/7",
                "/audit?tenant=hotel-centro&after=7",
                "/audit?tenant=hotel-centro&after=now/7"
            })
    void refusesAWrongParameterByName(String query) {
        assertThat(json(http.admin("GET", ALL + query, null), 422).path("errors"))
                .hasSize(1);
    }

    @Test
    void anUnknownHotelIsNotFound() {
        json(http.admin("GET", ALL + "?tenant=nowhere", null), 404);
        json(http.admin("GET", ALL + "/audit?tenant=nowhere", null), 404);
    }

    private RoomHold held(TenantId tenant) {
        return RoomHoldsContract.granted(holds.claim(
                tenant,
                RoomHoldsContract.ROOM,
                RoomHoldsContract.nights(10, 12),
                Claimants.named("ana"),
                RoomHoldsContract.LASTING));
    }

    private void recorded(Kind kind, Duration ago) {
        recorded(kind, ago, "ana");
    }

    private void recorded(Kind kind, Duration ago, String holder) {
        RoomHold hold = new RoomHold(
                CENTRO,
                RoomHoldsContract.ROOM,
                RoomHoldsContract.nights(10, 12),
                Claimants.named(holder),
                7,
                clock.instant(),
                0);
        audit.record(List.of(new Happened(LockEvent.of(kind, hold), ago)));
    }
}
