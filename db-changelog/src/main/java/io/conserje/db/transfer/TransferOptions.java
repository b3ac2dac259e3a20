package io.conserje.db.transfer;

import java.time.Duration;
import java.util.List;

/**
 * How a transfer is done. The target keeps these, so that a transfer that was cut goes on as it was begun.
 *
 * @param tenants the hotels to move; empty for all hotels, which needs a target without hotels
 * @param drain how long work in hand may take to end after the source was frozen, 0 or more; what takes longer is done
 *     again on the target
 * @param keepWayBack whether the source follows the target from then on, so that a transfer back brings what was written
 * @param verifyFirst whether a target that followed stays closed until it was compared; otherwise the comparison reads the
 *     states of the moment before it was opened
 */
public record TransferOptions(
        Mode mode, List<String> tenants, Duration drain, boolean keepWayBack, boolean verifyFirst) {

    /** The default of {@link #drain}. */
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(2);

    /** When the source is frozen. */
    public enum Mode {
        /** Before the copy. Needs nothing of the source. */
        FREEZE,
        /** After the copy, once the target has followed the source's changes. Needs {@code wal_level=logical}. */
        FOLLOW
    }

    /** @throws IllegalArgumentException if {@code drain} is negative */
    public TransferOptions {
        tenants = List.copyOf(tenants);
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain: it must not be negative, but is " + drain);
        }
    }

    /** All hotels, and nothing kept. */
    public static TransferOptions of(Mode mode) {
        return new TransferOptions(mode, List.of(), DEFAULT_DRAIN, false, false);
    }

    Scope scope() {
        return new Scope(tenants);
    }

    TransferOptions keepingTheWayBack() {
        return new TransferOptions(mode, tenants, drain, true, verifyFirst);
    }
}
