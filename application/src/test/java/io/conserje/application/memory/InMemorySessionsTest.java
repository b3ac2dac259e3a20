package io.conserje.application.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.SessionsContract;
import io.conserje.domain.session.Session;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InMemorySessionsTest implements SessionsContract {

    private final SettableClock clock = new SettableClock();
    private final Sessions sessions = InMemory.sessions(clock);

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public void letPass(Duration duration) {
        clock.advance(duration);
    }

    @Test
    void aSessionLivesToTheLastNanosecondBeforeItsTimeout() {
        Session session = Session.fresh(Fresh.tenant(), Fresh.guest());
        sessions.save(session, BRIEF);
        clock.advance(BRIEF.value().minusNanos(1));
        assertThat(sessions.find(session.tenant(), session.guest())).isPresent();
        assertThat(sessions.active(Set.of(session.tenant()))).isOne();
        clock.advance(Duration.ofNanos(1));
        assertThat(sessions.find(session.tenant(), session.guest())).isEmpty();
        assertThat(sessions.active(Set.of(session.tenant()))).isZero();
    }
}
