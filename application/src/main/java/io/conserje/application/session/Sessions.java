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
 * The sessions of guests. Each call is a unit of work of its own. A session expires by the store's clock, at the
 * instant at which its idle timeout has passed. Thread-safe.
 */
public interface Sessions {

    /** The result of a save. */
    sealed interface Saving {
        /** The session was saved. It has a new version. */
        record Saved(Session session) implements Saving {}

        /** Another process saved or ended the session since it was loaded, or it expired. Nothing changed. */
        record Stale() implements Saving {}
    }

    /** The key of a session: a guest at a hotel. */
    record SessionKey(TenantId tenant, GuestRef guest) {}

    /** The live session of a guest. It is a copy: the store changes only with a save. */
    Optional<Session> find(TenantId tenant, GuestRef guest);

    /**
     * The live sessions of several guests, of any hotels, at about the cost of one. Each session is listed once, in no
     * order. Guests without a session are left out.
     *
     * @throws io.conserje.application.store.StoreCorruptException if any of them cannot be read
     */
    List<Session> findAll(Collection<SessionKey> guests);

    /**
     * Saves a session, if its version is still the stored one. It then lives for {@code idle} from now. The version
     * {@link io.conserje.domain.session.Version#NONE} requires that the guest has no live session.
     */
    Saving save(Session session, IdleTimeout idle);

    /**
     * Ends a session.
     *
     * @return whether the guest had a live one
     */
    boolean end(TenantId tenant, GuestRef guest);

    /** The number of live sessions of these hotels, accurate to the second, at about the cost of one hotel. */
    long active(Set<TenantId> tenants);
}
