package io.conserje.library.work;

import io.conserje.application.messaging.Room;
import io.conserje.domain.tenancy.TenantId;
import java.util.HashMap;
import java.util.Map;

/**
 * The places of a process, in each of which one item is in progress. One hotel gets at most its share of them, and the
 * last place goes only to a hotel that has none. So a hotel with slow work leaves places to others. Not thread-safe.
 */
final class Places {

    private final int all;
    private final Map<TenantId, Integer> taken = new HashMap<>();
    private int total;

    /** @param all the number of places, from 1 */
    Places(int all) {
        this.all = all;
    }

    /**
     * Takes a place.
     *
     * @param percent the share of the hotel
     * @return false if the hotel may not have one now
     */
    boolean take(TenantId hotel, int percent) {
        int own = taken.getOrDefault(hotel, 0);
        boolean isLast = total == all - 1;
        if (total >= all || own >= Room.share(all, percent) || (isLast && own > 0)) {
            return false;
        }
        taken.put(hotel, own + 1);
        total++;
        return true;
    }

    /** Gives a place of the hotel back. */
    void free(TenantId hotel) {
        total--;
        taken.computeIfPresent(hotel, (key, own) -> own == 1 ? null : own - 1);
    }

    boolean isFull() {
        return total >= all;
    }
}
