package io.conserje.domain.lock;

import io.conserje.domain.tenancy.TenantId;
import java.util.Locale;
import java.util.Map;

/**
 * Something that became of a hold or a lease.
 *
 * @param holder who did it or whose it was; of a conflict, who was refused
 * @param fence of the hold or lease; 0 where there is none, as in a conflict
 * @param details more about it, such as the stay
 */
public record LockEvent(
        TenantId tenant, ResourceId resource, Kind kind, HolderRef holder, long fence, Map<String, String> details) {

    /** What became of it. */
    public enum Kind {
        ACQUIRED,
        EXTENDED,
        RELEASED,
        /** It ended by itself; noticed by a later claim. */
        EXPIRED,
        /** A claim was refused. */
        CONFLICT,
        /** A former holder found that it had ended. */
        LOST;

        /** As it is stored and shown. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the fence is negative */
    public LockEvent {
        if (fence < 0) {
            throw new IllegalArgumentException("The fence of an event on " + resource + " is 0 or more, was " + fence);
        }
        details = Map.copyOf(details);
    }

    public static LockEvent of(Kind kind, RoomHold hold) {
        return new LockEvent(
                hold.tenant(),
                ResourceId.of(hold.room()),
                kind,
                hold.holder(),
                hold.fence(),
                Map.of("stay", hold.stay().toString()));
    }

    public static LockEvent of(Kind kind, Lease lease) {
        return new LockEvent(
                lease.key().tenant(), ResourceId.of(lease.key()), kind, lease.holder(), lease.fence(), Map.of());
    }
}
