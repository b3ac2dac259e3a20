package io.conserje.application.session;

import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.tenancy.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The conversations of guests with hotels. Each call is a unit of work of its own. Expiry is judged by the store's clock:
 * a session is gone at the very instant at which its idle timeout has passed. Thread-safe.
 */
public interface Sessions {

    /** What became of a save. */
    sealed interface Saving {
        /** Saved, as the session now stands. */
        record Saved(Session session) implements Saving {}

        /** Somebody else saved or ended it since it was loaded, or it expired; the store is left as it was. */
        record Stale() implements Saving {}
    }

    /** Whose session: a guest's at a hotel. */
    record SessionKey(TenantId tenant, GuestRef guest) {}

    /** The live session of a guest. What is returned is a copy: nothing changes until it is saved. */
    Optional<Session> find(TenantId tenant, GuestRef guest);

    /**
     * The live sessions of several guests, of any hotels, for little more than one costs. In no order, each once; who has none is
     * left out.
     *
     * @throws io.conserje.application.store.StoreCorruptException if one of them cannot be read, whoever's it is
     */
    List<Session> findAll(Collection<SessionKey> guests);

    /**
     * Saves over the version that the session was loaded with ({@link io.conserje.domain.session.Version#NONE}: there must
     * be no live one), and lets it live that long from now.
     */
    Saving save(Session session, IdleTimeout idle);

    /**
     * Forgets a session.
     *
     * @return whether there was a live one
     */
    boolean end(TenantId tenant, GuestRef guest);

    /** How many live sessions these hotels have together, to the second, for little more than those of one cost. */
    long active(Set<TenantId> tenants);
}
