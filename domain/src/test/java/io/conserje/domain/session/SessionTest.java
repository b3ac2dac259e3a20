package io.conserje.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.domain.session.Session.LastTurn;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final TurnId FIRST = new TurnId("first");
    private static final TurnId SECOND = new TurnId("second");
    private static final Map<String, String> AFTER_FIRST = Map.of("stay", "a");
    private static final Map<String, String> AFTER_SECOND = Map.of("stay", "b");

    private final Session fresh = Session.fresh(new TenantId("h1"), GuestRef.phone(Channel.WHATSAPP, "+5491112345678"));

    @Test
    void a_fresh_session_was_never_saved_and_remembers_nothing() {
        assertThat(fresh.version()).isEqualTo(Version.NONE);
        assertThat(fresh.attributes()).isEmpty();
        assertThat(fresh.lastTurn()).isNull();
        assertThat(fresh.startOf(FIRST)).isEmpty();
    }

    @Test
    void a_turn_starts_from_what_the_one_before_left() {
        Session session = fresh.advance(FIRST, AFTER_FIRST);

        assertThat(session.attributes()).isEqualTo(AFTER_FIRST);
        assertThat(session.startOf(SECOND)).isEqualTo(AFTER_FIRST);
    }

    @Test
    void is_after_its_last_turn_only() {
        Session session = fresh.advance(FIRST, AFTER_FIRST).advance(SECOND, AFTER_SECOND);

        assertThat(fresh.isAfter(FIRST)).isFalse();
        assertThat(session.isAfter(FIRST)).isFalse();
        assertThat(session.isAfter(SECOND)).isTrue();
    }

    @Test
    void a_repeated_turn_starts_from_the_same_state() {
        Session session = fresh.advance(FIRST, AFTER_FIRST).advance(SECOND, AFTER_SECOND);

        assertThat(session.startOf(SECOND)).isEqualTo(AFTER_FIRST);
        assertThat(session.advance(SECOND, AFTER_SECOND)).isEqualTo(session);
        assertThat(session.advance(SECOND, Map.of()).startOf(SECOND)).isEqualTo(AFTER_FIRST);
    }

    @Test
    void advancing_keeps_the_version_and_saving_sets_it() {
        Session session = fresh.at(new Version(3)).advance(FIRST, AFTER_FIRST);

        assertThat(session.version()).isEqualTo(new Version(3));
        assertThat(session.at(session.version().next())).satisfies(saved -> {
            assertThat(saved.version()).isEqualTo(new Version(4));
            assertThat(saved.attributes()).isEqualTo(AFTER_FIRST);
            assertThat(saved.lastTurn()).isEqualTo(new LastTurn(FIRST, Map.of()));
        });
    }

    @Test
    void does_not_change_with_the_map_it_was_made_from() {
        Map<String, String> attributes = new HashMap<>(AFTER_FIRST);
        Session session = fresh.advance(FIRST, attributes);
        attributes.put("stay", "other");

        assertThat(session.attributes()).isEqualTo(AFTER_FIRST);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> session.attributes().clear());
    }

    @Test
    void a_last_turn_does_not_change_with_the_map_it_was_made_from() {
        Map<String, String> before = new HashMap<>(AFTER_FIRST);
        LastTurn turn = new LastTurn(FIRST, before);
        before.clear();

        assertThat(turn.before()).isEqualTo(AFTER_FIRST);
    }
}
