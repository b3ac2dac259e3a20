package io.conserje.application.messaging;

import io.conserje.application.messaging.Lines.Hold;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The held lines as this process knows them. {@link #tend} keeps that up to date, tries the lines again, and lets
 * sending resume by itself. Thread-safe.
 */
public final class HeldLines {

    /** How long a held line is left alone at most by default. */
    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final int BATCH = 500;

    private record Key(
            TenantId tenant, Channel channel, @Nullable HotelLine line) {

        static Key of(OutboundReply reply) {
            return new Key(reply.tenant(), reply.to().channel(), reply.line());
        }

        static Key of(HeldLine held) {
            return new Key(held.tenant(), held.channel(), held.line());
        }
    }

    private final Lines lines;
    private final InstantSource clock;
    private final Duration longestPause;
    private final ReplyListener listener;
    private final Map<Key, HeldLine> held = new ConcurrentHashMap<>();

    /**
     * @param clock since when a line is held, until the store tells
     * @param longestPause how long a held line is left alone at most
     */
    public HeldLines(Lines lines, InstantSource clock, Duration longestPause, ReplyListener listener) {
        this.lines = lines;
        this.clock = clock;
        this.longestPause = longestPause;
        this.listener = listener;
    }

    /** The held lines as of the last {@link #tend}. Asking costs nothing. */
    public List<HeldLine> all() {
        return List.copyOf(held.values());
    }

    /** Whether a reply may be sent now; if not, it waits for its line, or its lease has ended. */
    boolean admits(OutboundReply reply) {
        return !held.containsKey(Key.of(reply)) || lines.park(reply) == Lines.Parking.SEND;
    }

    /** Holds the line of a reply. */
    Outcome hold(OutboundReply reply, Hold hold) {
        Outcome outcome = lines.hold(reply, hold);
        if (outcome == Outcome.RECORDED) {
            learn(new HeldLine(
                    reply.tenant(), reply.to().channel(), reply.line(), hold.fix(), hold.cause(), clock.instant()));
        }
        return outcome;
    }

    /** The channel answered as it does when the line works. */
    void works(OutboundReply reply) {
        HeldLine before = held.remove(Key.of(reply));
        if (before != null && lines.free(reply)) {
            listener.lineFreed(before);
        }
    }

    private void learn(HeldLine line) {
        HeldLine before = held.put(Key.of(line), line);
        if (before == null || before.fix() != line.fix()) {
            listener.lineHeld(line);
        }
    }

    /**
     * Reads which lines are held, makes one reply of each due from time to time, puts the replies of freed lines back,
     * and ends those that came too late. Call it every second. Several processes may do so at the same time.
     *
     * @return how many replies can be claimed now that could not before
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    public int tend() {
        List<HeldLine> now = lines.held();
        refresh(now);
        return (now.isEmpty() ? 0 : probed()) + repeated(lines::release);
    }

    private int probed() {
        int expired = repeated(lines::expire);
        if (expired > 0) {
            listener.repliesExpired(expired);
        }
        return lines.probe(longestPause);
    }

    private void refresh(List<HeldLine> now) {
        Map<Key, HeldLine> current = now.stream().collect(Collectors.toMap(Key::of, line -> line));
        held.keySet().removeIf(key -> !current.containsKey(key));
        current.values().forEach(this::learn);
    }

    private static int repeated(IntUnaryOperator batch) {
        int all = 0;
        int last;
        do {
            last = batch.applyAsInt(BATCH);
            all += last;
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
        return all;
    }
}
