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

/** Sessions in a map, one thread at a time. */
final class InMemorySessions implements Sessions {

    /** A saved session; {@code saved} counts the saves of the store and tells apart what expires at one instant. */
    private record Life(SessionKey key, Session session, Instant until, long saved) {}

    private final InstantSource clock;
    private final Map<SessionKey, Life> lives = new HashMap<>();
    private final NavigableSet<Life> byExpiry =
            new TreeSet<>(Comparator.comparing(Life::until).thenComparingLong(Life::saved));
    private long saves;

    InMemorySessions(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<Session> find(TenantId tenant, GuestRef guest) {
        forgetExpired();
        return Optional.ofNullable(lives.get(new SessionKey(tenant, guest))).map(Life::session);
    }

    @Override
    public synchronized List<Session> findAll(Collection<SessionKey> guests) {
        forgetExpired();
        return guests.stream()
                .distinct()
                .map(lives::get)
                .filter(Objects::nonNull)
                .map(Life::session)
                .toList();
    }

    @Override
    public synchronized Saving save(Session session, IdleTimeout idle) {
        Instant now = forgetExpired();
        SessionKey key = new SessionKey(session.tenant(), session.guest());
        Life before = lives.get(key);
        Version stored = before == null ? Version.NONE : before.session().version();
        if (!stored.equals(session.version())) {
            return new Saving.Stale();
        }
        saves++;
        // A new session starts beyond every version there was: a holder of the one before it stays stale.
        Session next = session.at(before == null ? new Version(saves) : stored.next());
        remove(before);
        Life life = new Life(key, next, now.plus(idle.value()), saves);
        lives.put(key, life);
        byExpiry.add(life);
        return new Saving.Saved(next);
    }

    @Override
    public synchronized boolean end(TenantId tenant, GuestRef guest) {
        forgetExpired();
        return remove(lives.get(new SessionKey(tenant, guest)));
    }

    @Override
    public synchronized long active(Set<TenantId> tenants) {
        forgetExpired();
        return lives.keySet().stream()
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

    private boolean remove(@Nullable Life life) {
        if (life == null) {
            return false;
        }
        byExpiry.remove(life);
        lives.remove(life.key());
        return true;
    }
}
