package io.conserje.application.messaging;

import io.conserje.application.session.SessionListener;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.Sessions.SessionKey;
import io.conserje.domain.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of guests whose turns were claimed together. The first that is needed reads all of them in one call. If
 * that call fails, each session is read on its own, so that one guest's unreadable session does not affect the others.
 * Thread-safe.
 */
final class SessionBatch {

    private final Sessions sessions;
    private final SessionListener listener;
    private final List<Turn> claimed;
    private final ReentrantLock reading = new ReentrantLock();
    private boolean tried;
    private @Nullable Map<SessionKey, Session> found;

    SessionBatch(Sessions sessions, SessionListener listener, List<Turn> claimed) {
        this.sessions = sessions;
        this.listener = listener;
        this.claimed = claimed;
        // A single session needs no batch.
        this.tried = claimed.size() == 1;
    }

    /** The session of one of the claimed turns, if the guest has one. */
    Optional<Session> sessionOf(Turn turn) {
        Map<SessionKey, Session> all = read();
        return all == null
                ? sessions.find(turn.tenant(), turn.message().guest())
                : Optional.ofNullable(all.get(key(turn)));
    }

    /** All of them, or null if they cannot be read together. */
    private @Nullable Map<SessionKey, Session> read() {
        reading.lock();
        try {
            if (!tried) {
                tried = true;
                found = readAll();
            }
            return found;
        } finally {
            reading.unlock();
        }
    }

    private @Nullable Map<SessionKey, Session> readAll() {
        try {
            return sessions.findAll(claimed.stream().map(SessionBatch::key).toList()).stream()
                    .collect(Collectors.toMap(
                            session -> new SessionKey(session.tenant(), session.guest()), Function.identity()));
        } catch (RuntimeException notTogether) {
            listener.sessionsReadOneByOne(claimed.size(), notTogether);
            return null;
        }
    }

    private static SessionKey key(Turn turn) {
        return new SessionKey(turn.tenant(), turn.message().guest());
    }
}
