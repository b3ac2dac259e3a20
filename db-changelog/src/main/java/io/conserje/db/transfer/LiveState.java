package io.conserje.db.transfer;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, holds and leases of some hotels, and the fences that the next ones must exceed. Times are by the clock of the
 * store that has them.
 *
 * @param leases also those that have ended, because the next one must exceed their fence
 */
public record LiveState(List<Session> sessions, List<Hold> holds, List<Lease> leases, List<RoomFence> roomFences) {

    public LiveState {
        sessions = List.copyOf(sessions);
        holds = List.copyOf(holds);
        leases = List.copyOf(leases);
        roomFences = List.copyOf(roomFences);
    }

    /**
     * A guest's session.
     *
     * @param lastTurn the turn that changed it last; null if none did
     * @param before the attributes before that turn
     * @param until when it expires
     */
    public record Session(
            String tenant,
            String channel,
            String guest,
            long version,
            Map<String, String> attributes,
            @Nullable String lastTurn,
            Map<String, String> before,
            Instant until) {

        public Session {
            attributes = Map.copyOf(attributes);
            before = Map.copyOf(before);
        }
    }

    /** A room that is held for a stay. */
    public record Hold(
            String tenant,
            String room,
            LocalDate checkIn,
            LocalDate checkOut,
            String holder,
            String owner,
            long fence,
            int extensions,
            Instant until) {}

    /**
     * A lease.
     *
     * @param holder null if it was released
     * @param owner null if it was released
     * @param until when it ends; in the past if it has ended
     */
    public record Lease(
            String tenant,
            String name,
            @Nullable String holder,
            @Nullable String owner,
            long fence,
            Instant until) {}

    /** The last fence that a room was held with. */
    public record RoomFence(String tenant, String room, long fence) {}
}
