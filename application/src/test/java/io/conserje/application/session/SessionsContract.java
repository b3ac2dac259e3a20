package io.conserje.application.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.application.session.Sessions.SessionKey;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The laws of {@link Sessions}. Every test has tenants of its own, so that implementations may share one server. */
public interface SessionsContract {

    /** The shortest life there is. */
    IdleTimeout BRIEF = new IdleTimeout(Duration.ofMillis(50));

    /** Longer than any test runs. */
    IdleTimeout LASTING = new IdleTimeout(Duration.ofHours(1));

    Sessions sessions();

    /** Lets the store's time pass: moves the clock where there is one to move, else waits. At most 300 ms a call. */
    void letPass(Duration duration);

    /** Makes the tenants known, where the store wants that. */
    default void givenTenants(TenantId... tenants) {}

    @Test
    default void findsNoUnsavedSession() {
        TenantId tenant = givenTenant();
        assertThat(sessions().find(tenant, Fresh.guest())).isEmpty();
        assertThat(sessions().active(Set.of(tenant))).isZero();
    }

    @Test
    default void findsASavedSession() {
        Session fresh = fresh().advance(new TurnId("m-1"), Map.of("intent", "availability", "nights", "2"));
        Session saved = saved(sessions().save(fresh, LASTING));
        assertThat(saved).isEqualTo(fresh.at(saved.version()));
        assertThat(saved.version()).isGreaterThan(Version.NONE);
        assertThat(found(fresh)).isEqualTo(saved);
    }

    @Test
    default void savesASessionWithoutAttributes() {
        Session saved = saved(sessions().save(fresh(), LASTING));
        assertThat(saved.attributes()).isEmpty();
        assertThat(saved.lastTurn()).isNull();
        assertThat(found(saved)).isEqualTo(saved);
        assertThat(sessions().active(Set.of(saved.tenant()))).isOne();
    }

    @Test
    default void everySaveGrowsTheVersion() {
        Session session = fresh();
        for (int turn = 1; turn <= 5; turn++) {
            Version before = session.version();
            session = saved(sessions().save(remembering(session, "turn " + turn), LASTING));
            assertThat(session.version()).isGreaterThan(before);
            assertThat(found(session)).isEqualTo(session);
        }
    }

    /** Who still holds a session that ended must not be taken for the holder of the one that began after it. */
    @Test
    default void aNewSessionIsNotMistakenForAnEndedOne() {
        Session old = saved(sessions().save(remembering(fresh(), "old"), LASTING));
        sessions().end(old.tenant(), old.guest());
        Session anew = saved(sessions().save(remembering(Session.fresh(old.tenant(), old.guest()), "new"), LASTING));
        assertThat(sessions().save(remembering(old, "late"), LASTING)).isEqualTo(new Saving.Stale());
        assertThat(found(anew)).isEqualTo(anew);
    }

    @Test
    default void aStaleVersionIsRefusedAndOverwritesNothing() {
        Session first = saved(sessions().save(fresh(), LASTING));
        Session second = saved(sessions().save(remembering(first, "the winner's"), LASTING));
        assertThat(sessions().save(remembering(first, "the loser's"), LASTING)).isEqualTo(new Saving.Stale());
        assertThat(found(first)).isEqualTo(second);
    }

    @Test
    default void aRepeatedSaveOfOneVersionIsStale() {
        Session next = remembering(saved(sessions().save(fresh(), LASTING)), "the same");
        saved(sessions().save(next, LASTING));
        assertThat(sessions().save(next, LASTING)).isEqualTo(new Saving.Stale());
    }

    @Test
    default void aFutureVersionIsStale() {
        Session first = saved(sessions().save(fresh(), LASTING));
        assertThat(sessions().save(first.at(new Version(7)), LASTING)).isEqualTo(new Saving.Stale());
        assertThat(found(first)).isEqualTo(first);
    }

    @Test
    default void concurrentSavesOfOneVersionSucceedOnce() {
        Session base = saved(sessions().save(fresh(), LASTING));
        List<Saving> savings =
                Crowd.of(16, member -> () -> sessions().save(remembering(base, "member " + member), LASTING));
        List<Session> winners = savings.stream()
                .filter(Saving.Saved.class::isInstance)
                .map(SessionsContract::saved)
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(found(base)).isEqualTo(winners.getFirst());
    }

    @Test
    default void concurrentSavesOfANewSessionSucceedOnce() {
        Session fresh = remembering(fresh(), "the same");
        List<Saving> savings = Crowd.of(16, member -> () -> sessions().save(fresh, LASTING));
        assertThat(savings).filteredOn(Saving.Saved.class::isInstance).hasSize(1);
        assertThat(found(fresh).attributes()).isEqualTo(fresh.attributes());
    }

    @Test
    default void aNewSessionIsNotSavedOverALiveOne() {
        Session live = saved(sessions().save(remembering(fresh(), "live"), LASTING));
        Session newcomer = Session.fresh(live.tenant(), live.guest());
        assertThat(sessions().save(newcomer, LASTING)).isEqualTo(new Saving.Stale());
        assertThat(found(live)).isEqualTo(live);
    }

    @Test
    default void anEndedSessionCannotBeSavedAgain() {
        Session ended = saved(sessions().save(fresh(), LASTING));
        sessions().end(ended.tenant(), ended.guest());
        assertThat(sessions().save(remembering(ended, "too late"), LASTING)).isEqualTo(new Saving.Stale());
        assertThat(sessions().find(ended.tenant(), ended.guest())).isEmpty();
    }

    @Test
    default void anExpiredSessionCannotBeSavedAgain() {
        Session expired = saved(sessions().save(fresh(), BRIEF));
        letPass(BRIEF.value());
        assertThat(sessions().save(remembering(expired, "too late"), LASTING)).isEqualTo(new Saving.Stale());
        assertThat(sessions().find(expired.tenant(), expired.guest())).isEmpty();
    }

    @Test
    default void aSessionExpiresAtTheExactInstant() {
        Session saved = saved(sessions().save(fresh(), BRIEF));
        letPass(BRIEF.value());
        assertThat(sessions().find(saved.tenant(), saved.guest())).isEmpty();
        assertThat(sessions().end(saved.tenant(), saved.guest())).isFalse();
    }

    @Test
    default void aSessionLivesUntilItsTimeoutHasPassed() {
        Session saved = saved(sessions().save(fresh(), LASTING));
        letPass(BRIEF.value());
        assertThat(found(saved)).isEqualTo(saved);
    }

    @Test
    default void afterExpiryOneStartsAfresh() {
        Session expired = saved(sessions().save(remembering(fresh(), "old"), BRIEF));
        letPass(BRIEF.value());
        Session again = remembering(Session.fresh(expired.tenant(), expired.guest()), "new");
        assertThat(saved(sessions().save(again, LASTING)).version()).isGreaterThan(expired.version());
        assertThat(found(again).attributes()).containsEntry("said", "new");
    }

    @Test
    default void aSaveRenewsTheLife() {
        Session first = saved(sessions().save(fresh(), new IdleTimeout(Duration.ofMillis(280))));
        Session renewed = saved(sessions().save(remembering(first, "again"), LASTING));
        letPass(Duration.ofMillis(280));
        assertThat(found(first)).isEqualTo(renewed);
        assertThat(sessions().active(Set.of(first.tenant()))).isOne();
    }

    @Test
    default void theLastSaveDecidesTheLifetime() {
        Session first = saved(sessions().save(fresh(), LASTING));
        saved(sessions().save(remembering(first, "again"), BRIEF));
        letPass(BRIEF.value());
        assertThat(sessions().find(first.tenant(), first.guest())).isEmpty();
    }

    @Test
    default void aRefusedSaveDoesNotRenewTheLife() {
        Session brief = saved(sessions().save(fresh(), BRIEF));
        sessions().save(brief.at(new Version(7)), LASTING);
        letPass(BRIEF.value());
        assertThat(sessions().find(brief.tenant(), brief.guest())).isEmpty();
    }

    @Test
    default void aLoadedSessionIsACopy() {
        Map<String, String> memory = new HashMap<>(Map.of("said", "before"));
        Session fresh = fresh();
        Session saved = saved(
                sessions().save(new Session(fresh.tenant(), fresh.guest(), fresh.version(), memory, null), LASTING));
        memory.put("said", "after");
        remembering(found(fresh), "changed and never saved");
        assertThat(found(fresh)).isEqualTo(saved);
        assertThat(found(fresh).attributes()).containsEntry("said", "before");
    }

    @Test
    default void theSameGuestAtAnotherHotelIsAnotherSession() {
        Session here = saved(sessions().save(remembering(fresh(), "here"), LASTING));
        TenantId elsewhere = givenTenant();
        assertThat(sessions().find(elsewhere, here.guest())).isEmpty();
        Session there = saved(sessions().save(remembering(Session.fresh(elsewhere, here.guest()), "there"), LASTING));
        assertThat(sessions().end(elsewhere, here.guest())).isTrue();
        assertThat(sessions().find(elsewhere, there.guest())).isEmpty();
        assertThat(found(here)).isEqualTo(here);
    }

    @Test
    default void findsTheSessionsOfManyGuestsInOneCall() {
        TenantId one = givenTenant();
        TenantId other = givenTenant();
        GuestRef regular = Fresh.guest();
        Session here = saved(sessions().save(remembering(Session.fresh(one, regular), "here"), LASTING));
        Session there = saved(sessions().save(remembering(Session.fresh(other, regular), "there"), LASTING));
        GuestRef onAnotherChannel = GuestRef.phone(Fresh.EMAIL, regular.address());
        Session byMail = saved(sessions().save(Session.fresh(one, onAnotherChannel), LASTING));
        Session notAskedFor = saved(sessions().save(Session.fresh(one, Fresh.guest()), LASTING));
        Session over = saved(sessions().save(Session.fresh(one, Fresh.guest()), BRIEF));
        letPass(BRIEF.value());
        List<SessionKey> asked = List.of(
                key(here),
                key(there),
                key(byMail),
                key(over),
                key(here),
                new SessionKey(other, notAskedFor.guest()),
                new SessionKey(other, Fresh.guest()));
        for (int time = 0; time < 3; time++) {
            // A statement that is prepared is sent in another way from its second use on.
            assertThat(sessions().findAll(asked)).containsExactlyInAnyOrder(here, there, byMail);
        }
    }

    @Test
    default void findsNoSessionsForNoGuests() {
        assertThat(sessions().findAll(List.of())).isEmpty();
    }

    @Test
    default void findsAThousandSessionsInOneCall() {
        TenantId tenant = givenTenant();
        Session known = saved(sessions().save(remembering(Session.fresh(tenant, Fresh.guest()), "known"), LASTING));
        List<SessionKey> guests = new ArrayList<>();
        for (int guest = 0; guest < 1000; guest++) {
            guests.add(new SessionKey(tenant, Fresh.guest()));
        }
        guests.add(500, key(known));
        assertThat(sessions().findAll(guests)).containsExactly(known);
    }

    @Test
    default void theSameAddressOnAnotherChannelIsAnotherSession() {
        Session here = saved(sessions().save(remembering(fresh(), "here"), LASTING));
        GuestRef other = GuestRef.phone(Fresh.EMAIL, here.guest().address());
        assertThat(sessions().find(here.tenant(), other)).isEmpty();
        saved(sessions().save(Session.fresh(here.tenant(), other), LASTING));
        assertThat(found(here)).isEqualTo(here);
        assertThat(sessions().active(Set.of(here.tenant()))).isEqualTo(2);
    }

    @Test
    default void similarAddressesAreDifferentGuests() {
        TenantId tenant = givenTenant();
        List<GuestRef> guests = List.of(
                        "x",
                        "X",
                        "x ",
                        " x",
                        "x:y",
                        "x::y",
                        "{x}",
                        "{x",
                        "x}",
                        "\"x\"",
                        "'x'",
                        "x'--",
                        "x%3Ay",
                        "x%y",
                        "x/y",
                        "x\\y",
                        "x*",
                        "x?",
                        "[x]",
                        "email:x",
                        "session:email:x",
                        "ñandú",
                        "n\u0303andu\u0301",
                        "ñandu",
                        "🛎",
                        "🛎️",
                        "%F0%9F%9B%8E",
                        tenant.value())
                .stream()
                .map(address -> GuestRef.userId(Channel.WHATSAPP, address))
                .toList();
        for (GuestRef guest : guests) {
            saved(sessions().save(remembering(Session.fresh(tenant, guest), guest.address()), LASTING));
        }
        assertThat(sessions().active(Set.of(tenant))).isEqualTo(guests.size());
        for (GuestRef guest : guests) {
            assertThat(sessions().find(tenant, guest))
                    .get()
                    .extracting(Session::guest)
                    .isEqualTo(guest);
            assertThat(sessions().find(tenant, guest).orElseThrow().attributes())
                    .containsEntry("said", guest.address());
        }
    }

    @Test
    default void similarTenantIdsAreDifferentHotels() {
        TenantId one = Fresh.tenant();
        TenantId other = new TenantId(one.value() + "-2");
        givenTenants(one, other);
        GuestRef guest = Fresh.guest();
        saved(sessions().save(Session.fresh(other, guest), LASTING));
        assertThat(sessions().find(one, guest)).isEmpty();
        assertThat(sessions().active(Set.of(one))).isZero();
        assertThat(sessions().end(one, guest)).isFalse();
        assertThat(sessions().active(Set.of(other))).isOne();
    }

    @Test
    default void anyTextIsKeptAsItIs() {
        Map<String, String> memory = new HashMap<>();
        for (String text : List.of(
                "",
                " ",
                "ñandú",
                "n\u0303",
                "🛎️👨‍👩‍👧‍👦",
                "日本語",
                "مرحبا",
                "a\tb\r\nc",
                "\"quoted\" \\ 'single'",
                "{\"a\":[1,null]}",
                "null",
                "true",
                "1e400",
                "İıIi",
                "\u2028\u2029\uFEFF",
                "<script>&amp;",
                "a:b{c}d[e]%s$1")) {
            memory.put("value of " + text, text);
            memory.put(text, "under that key");
        }
        Session fresh = fresh();
        Session saved = saved(
                sessions().save(new Session(fresh.tenant(), fresh.guest(), fresh.version(), memory, null), LASTING));
        assertThat(found(saved).attributes()).isEqualTo(memory);
    }

    @Test
    default void keepsALargeSessionUnchanged() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(42);
        while (text.length() < 256 * 1024) {
            text.appendCodePoint(random.nextInt(0x20, 0xD800));
        }
        Session saved = saved(sessions().save(remembering(fresh(), text.toString()), LASTING));
        assertThat(found(saved).attributes().get("said")).isEqualTo(text.toString());
    }

    @Test
    default void aRepeatedTurnStartsFromTheSameState() {
        TurnId turn = new TurnId("m-2");
        Session start = saved(sessions().save(fresh().advance(new TurnId("m-1"), Map.of("room", "101")), LASTING));
        saved(sessions().save(start.advance(turn, Map.of("room", "102")), LASTING));
        Session loaded = found(start);
        assertThat(loaded.startOf(turn)).isEqualTo(Map.of("room", "101"));
        assertThat(loaded.startOf(new TurnId("m-3"))).isEqualTo(Map.of("room", "102"));
        Session repeated = saved(sessions().save(loaded.advance(turn, Map.of("room", "103")), LASTING));
        assertThat(found(start)).isEqualTo(repeated);
        assertThat(repeated.startOf(turn)).isEqualTo(Map.of("room", "101"));
    }

    @Test
    default void endingIsTrueOnce() {
        Session live = saved(sessions().save(fresh(), LASTING));
        assertThat(sessions().end(live.tenant(), live.guest())).isTrue();
        assertThat(sessions().find(live.tenant(), live.guest())).isEmpty();
        assertThat(sessions().end(live.tenant(), live.guest())).isFalse();
    }

    @Test
    default void concurrentEndsOfASessionSucceedOnce() {
        Session live = saved(sessions().save(fresh(), LASTING));
        assertThat(Crowd.of(16, member -> () -> sessions().end(live.tenant(), live.guest())))
                .containsOnlyOnce(true);
    }

    @Test
    default void onlyLiveSessionsOfTheHotelAreCounted() {
        TenantId tenant = givenTenant();
        saved(sessions().save(Session.fresh(tenant, Fresh.guest()), BRIEF));
        saved(sessions().save(Session.fresh(tenant, Fresh.guest()), LASTING));
        Session ended = saved(sessions().save(Session.fresh(tenant, Fresh.guest()), LASTING));
        saved(sessions().save(Session.fresh(givenTenant(), Fresh.guest()), LASTING));
        sessions().end(tenant, ended.guest());
        letPass(BRIEF.value());
        // The port promises the count to the second, not to the millisecond.
        for (int tenths = 0; tenths < 11 && sessions().active(Set.of(tenant)) != 1; tenths++) {
            letPass(Duration.ofMillis(100));
        }
        assertThat(sessions().active(Set.of(tenant))).isOne();
    }

    @Test
    default void countsTheSessionsOfTheseHotelsOnly() {
        TenantId one = givenTenant();
        TenantId other = givenTenant();
        TenantId quiet = givenTenant();
        saved(sessions().save(Session.fresh(one, Fresh.guest()), LASTING));
        saved(sessions().save(Session.fresh(one, Fresh.guest()), LASTING));
        saved(sessions().save(Session.fresh(other, Fresh.guest()), LASTING));
        saved(sessions().save(fresh(), LASTING));
        for (int time = 0; time < 6; time++) {
            // A statement that is prepared is sent in another way from its second use on.
            assertThat(sessions().active(Set.of(one, other, quiet))).isEqualTo(3);
        }
        assertThat(sessions().active(Set.of())).isZero();
    }

    @Test
    default void countsASessionOnce() {
        Session session = fresh();
        for (int save = 0; save < 3; save++) {
            session = saved(sessions().save(session, LASTING));
        }
        assertThat(sessions().active(Set.of(session.tenant()))).isOne();
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }

    private Session fresh() {
        return Session.fresh(givenTenant(), Fresh.guest());
    }

    private static SessionKey key(Session session) {
        return new SessionKey(session.tenant(), session.guest());
    }

    private Session found(Session session) {
        return sessions().find(session.tenant(), session.guest()).orElseThrow();
    }

    private static Session remembering(Session session, String said) {
        return session.advance(new TurnId("turn"), Map.of("said", said));
    }

    private static Session saved(Saving saving) {
        assertThat(saving).isInstanceOf(Saving.Saved.class);
        return ((Saving.Saved) saving).session();
    }
}
