package io.conserje.application.memory;

import io.conserje.application.session.Sessions;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sessions in a map. */
final class InMemorySessions implements Sessions {

    /**
     * A saved session. {@code saved} counts the saves of the store and orders sessions that expire at the same instant.
     */
    private record Live(SessionKey key, Session session, Instant until, long saved) {}

    private final InstantSource clock;
    private final Map<SessionKey, Live> sessions = new HashMap<>();
    private final NavigableSet<Live> byExpiry =
            new TreeSet<>(Comparator.comparing(Live::until).thenComparingLong(Live::saved));
    private long saves;

    InMemorySessions(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<Session> find(TenantId tenant, GuestRef guest) {
        forgetExpired();
        return Optional.ofNullable(sessions.get(new SessionKey(tenant, guest))).map(Live::session);
    }

    @Override
    public synchronized List<Session> findAll(Collection<SessionKey> guests) {
        forgetExpired();
        return guests.stream()
                .distinct()
                .map(sessions::get)
                .filter(Objects::nonNull)
                .map(Live::session)
                .toList();
    }

    @Override
    public synchronized Saving save(Session session, IdleTimeout idle) {
        Instant now = forgetExpired();
        SessionKey key = new SessionKey(session.tenant(), session.guest());
        Live before = sessions.get(key);
        Version stored = before == null ? Version.NONE : before.session().version();
        if (!stored.equals(session.version())) {
            return new Saving.Stale();
        }
        saves++;
        // A new session starts above every earlier version, so a copy of an ended session stays stale.
        Session next = session.at(before == null ? new Version(saves) : stored.next());
        remove(before);
        Live live = new Live(key, next, now.plus(idle.value()), saves);
        sessions.put(key, live);
        byExpiry.add(live);
        return new Saving.Saved(next);
    }

    @Override
    public synchronized boolean end(TenantId tenant, GuestRef guest) {
        forgetExpired();
        return remove(sessions.get(new SessionKey(tenant, guest)));
    }

    @Override
    public synchronized long active(Set<TenantId> tenants) {
        forgetExpired();
        return sessions.keySet().stream()
                .filter(key -> tenants.contains(key.tenant()))
                .count();
    }

    private Instant forgetExpired() {
        Instant now = clock.instant();
        while (!byExpiry.isEmpty() && !byExpiry.first().until().isAfter(now)) {
            remove(byExpiry.first());
        }
        return now;
    }

    private boolean remove(@Nullable Live live) {
        if (live == null) {
            return false;
        }
        byExpiry.remove(live);
        sessions.remove(live.key());
        return true;
    }
}
