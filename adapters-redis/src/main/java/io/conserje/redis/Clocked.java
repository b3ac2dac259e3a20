package io.conserje.redis;

import java.time.Duration;

/** What the scripts of holds and leases share: the server's time and fences, and how long keys outlive what is in them. */
final class Clocked {

    /**
     * Defines {@code now}, in milliseconds, and {@code fence_after(stored)}: one more than the fence that is stored, or the time
     * in microseconds if that is more, so that fences grow also after the stored one is gone. Both are exact: they are below
     * 2^53. What Lua's own conversion to text would round is written by {@code %.0f}.
     */
    static final String PREAMBLE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local function fence_after(stored)
              return math.max(tonumber(stored or '0') + 1, time[1] * 1000000 + time[2])
            end
            """;

    /** Longer than any hold, so that no key goes before what is in it; and than any clock is set back. */
    static final String KEEP = Long.toString(Duration.ofDays(8).toMillis());

    private Clocked() {}
}
