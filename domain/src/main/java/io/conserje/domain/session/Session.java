package io.conserje.domain.session;

import io.conserje.domain.tenancy.TenantId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a conversation between a hotel and one guest. It is immutable: {@link #advance} returns the next state.
 *
 * <p>A session also keeps its attributes from before the last turn. If the process dies after a turn was saved and
 * before it was finished, the turn is repeated from the same state and gives the same result.
 *
 * @param version the version of its last save; {@link Version#NONE} if it was never saved
 * @param attributes the current state
 * @param lastTurn the turn that changed it last; null if none did
 */
public record Session(
        TenantId tenant,
        GuestRef guest,
        Version version,
        Map<String, String> attributes,
        @Nullable LastTurn lastTurn) {

    /** The last turn of a session, and the attributes before it. */
    public record LastTurn(TurnId turn, Map<String, String> before) {
        public LastTurn {
            before = Map.copyOf(before);
        }
    }

    public Session {
        attributes = Map.copyOf(attributes);
    }

    /** A new session without attributes. */
    public static Session fresh(TenantId tenant, GuestRef guest) {
        return new Session(tenant, guest, Version.NONE, Map.of(), null);
    }

    /** The attributes from which the turn starts: those before it if it is repeated, else the current ones. */
    public Map<String, String> startOf(TurnId turn) {
        return lastTurn != null && isAfter(turn) ? lastTurn.before() : attributes;
    }

    /** Whether this turn was the last to change the session. */
    public boolean isAfter(TurnId turn) {
        return lastTurn != null && lastTurn.turn().equals(turn);
    }

    /** The session after a turn, to be saved over this one. It keeps this version. */
    public Session advance(TurnId turn, Map<String, String> after) {
        return new Session(tenant, guest, version, after, new LastTurn(turn, startOf(turn)));
    }

    /** This session with the version under which a store saved it. */
    public Session at(Version saved) {
        return new Session(tenant, guest, saved, attributes, lastTurn);
    }
}
