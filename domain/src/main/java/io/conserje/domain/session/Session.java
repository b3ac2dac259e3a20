package io.conserje.domain.session;

import io.conserje.domain.tenancy.TenantId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hotel remembers of a conversation with one guest. A value: {@link #advance} returns the next one.
 *
 * <p>It keeps the attributes from before its last turn, so that a turn that was saved but not finished (the process died
 * in between) can be repeated from the same start and ends in the same place.
 *
 * @param version of its last save; {@link Version#NONE} if it never was
 * @param attributes what is remembered now
 * @param lastTurn what changed it last, or null if nothing did
 */
public record Session(
        TenantId tenant,
        GuestRef guest,
        Version version,
        Map<String, String> attributes,
        @Nullable LastTurn lastTurn) {

    /** The last turn of a session, and what was remembered before it. */
    public record LastTurn(TurnId turn, Map<String, String> before) {
        public LastTurn {
            before = Map.copyOf(before);
        }
    }

    public Session {
        attributes = Map.copyOf(attributes);
    }

    /** A session in which nothing has been said. */
    public static Session fresh(TenantId tenant, GuestRef guest) {
        return new Session(tenant, guest, Version.NONE, Map.of(), null);
    }

    /** What the given turn starts from: the attributes before it, if it is a repetition, else those of now. */
    public Map<String, String> startOf(TurnId turn) {
        return lastTurn != null && isAfter(turn) ? lastTurn.before() : attributes;
    }

    /** Whether it was that turn that changed it last. */
    public boolean isAfter(TurnId turn) {
        return lastTurn != null && lastTurn.turn().equals(turn);
    }

    /** The session after a turn, to be saved over this one. */
    public Session advance(TurnId turn, Map<String, String> after) {
        return new Session(tenant, guest, version, after, new LastTurn(turn, startOf(turn)));
    }

    /** This session as a store has just saved it. */
    public Session at(Version saved) {
        return new Session(tenant, guest, saved, attributes, lastTurn);
    }
}
