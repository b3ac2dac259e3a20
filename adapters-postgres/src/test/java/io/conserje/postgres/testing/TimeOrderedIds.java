package io.conserje.postgres.testing;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that sort by time (UUID version 7), as the library makes them. */
final class TimeOrderedIds {

    private static final AtomicLong LAST = new AtomicLong();

    private TimeOrderedIds() {}

    static UUID next() {
        long time = LAST.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() << 12));
        return new UUID(
                (time >>> 12) << 16 | 0x7000 | (time & 0xfff),
                Long.MIN_VALUE | ThreadLocalRandom.current().nextLong() >>> 2);
    }
}
