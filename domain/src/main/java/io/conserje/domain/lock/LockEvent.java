package io.conserje.domain.lock;

import io.conserje.domain.tenancy.TenantId;
import java.util.Locale;
import java.util.Map;

/**
 * An event in the life of a hold or a lease.
 *
 * @param holder the holder; in a conflict, the one that was refused
 * @param fence the fence of the hold or lease; 0 in a conflict
 * @param details further facts, such as the stay
 */
public record LockEvent(
        TenantId tenant, ResourceId resource, Kind kind, HolderRef holder, long fence, Map<String, String> details) {

    /** The kind of event. */
    public enum Kind {
        /** A claim was granted. */
        ACQUIRED,
        /** It ends later. */
        EXTENDED,
        /** Its holder ended it. */
        RELEASED,
        /** It expired. A later claim noticed it. */
        EXPIRED,
        /** A claim was refused. */
        CONFLICT,
        /** Its former holder noticed that it had ended. */
        LOST;

        /** The name of the kind in stores, over HTTP and in the command line. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the fence is negative */
    public LockEvent {
        if (fence < 0) {
            throw new IllegalArgumentException(
                    "The fence of an event on " + resource + " must be 0 or more, was " + fence);
        }
        details = Map.copyOf(details);
    }

    /** An event of a hold. */
    public static LockEvent of(Kind kind, RoomHold hold) {
        return new LockEvent(
                hold.tenant(),
                ResourceId.of(hold.room()),
                kind,
                hold.holder(),
                hold.fence(),
                Map.of("stay", hold.stay().toString()));
    }

    /** An event of a lease. */
    public static LockEvent of(Kind kind, Lease lease) {
        return new LockEvent(
                lease.key().tenant(), ResourceId.of(lease.key()), kind, lease.holder(), lease.fence(), Map.of());
    }
}
