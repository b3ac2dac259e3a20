package io.conserje.application.pause;

import io.conserje.application.messaging.Faults;
import io.conserje.application.messaging.Room.Aside;
import io.conserje.application.messaging.Turn;
import io.conserje.application.pause.Pauses.Reading;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What waits, as this process knows it. Call {@link #refresh} every half second. If the store cannot be reached, the last
 * known state stands. Before the first look everything waits. Thread-safe.
 */
public final class Pausing implements Faults {

    /** The time after which a probe that failed may be claimed again, behind the hotel's other guests. */
    public static final Duration BEHIND = Duration.ofMillis(100);

    /** The probes that one claim asks for at most. */
    private static final int PROBES = 4;

    /**
     * A probe of which nothing is heard for this time is over, because its process has died. Longer than a few looks at
     * the store.
     */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** A probe of this process. */
    private record Probe(TenantId tenant, long number, long since) {}

    private static final Warrant BY_ITSELF = new Warrant("conserje", "the last messages failed");
    private static final Warrant SUCCESS = new Warrant("conserje", "a message was handled");

    private final Pauses pauses;
    private final BreakerRule rule;
    private final Duration longestTry;
    private final PauseListener listener;
    private final LongSupplier nanos;
    private final Map<TenantId, Tries> tries = new ConcurrentHashMap<>();
    /** When this process asked for the last probe of a hotel. */
    private final Map<TenantId, Long> asked = new ConcurrentHashMap<>();

    /** By the lease of the turn. */
    private final Map<UUID, Probe> probing = new ConcurrentHashMap<>();
    /** The keys of pauses that have ended, and how often what waits for them is still to be freed. */
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();

    private volatile @Nullable Reading known;

    /**
     * @param longestTry longer than handling a message can take; a probe ends after it at the latest
     * @param nanos nanoseconds from any origin, such as {@code System::nanoTime}
     */
    public Pausing(Pauses pauses, BreakerRule rule, Duration longestTry, PauseListener listener, LongSupplier nanos) {
        this.pauses = pauses;
        this.rule = rule;
        this.longestTry = longestTry;
        this.listener = listener;
        this.nanos = nanos;
    }

    /**
     * Looks at the store, in one round trip, and reports what changed. A probe of this process costs one more.
     *
     * @throws StoreUnavailableException if the store cannot be reached; the last known state stands
     */
    public void refresh() {
        become(pauses.read());
        renewProbes();
        freeWhatWaitsForNothing();
    }

    private void renewProbes() {
        Map.copyOf(probing).forEach((lease, probe) -> {
            if (nanos.getAsLong() - probe.since() > longestTry.toNanos()) {
                probing.remove(lease);
            } else {
                pauses.renewProbe(probe.tenant(), probe.number(), SILENCE);
                if (!probing.containsKey(lease)) {
                    end(probe); // It has ended meanwhile, and was renewed after that.
                }
            }
        });
    }

    /** Claims that began before this look may put something aside after it, so it is done again at the next look. */
    private void freeWhatWaitsForNothing() {
        for (Map.Entry<String, Integer> ended : Map.copyOf(ends).entrySet()) {
            pauses.free(ended.getKey());
            ends.compute(ended.getKey(), (key, times) -> times == null || times <= 1 ? null : times - 1);
        }
    }

    private synchronized void become(Reading now) {
        Reading before = Objects.requireNonNullElse(known, Reading.NOTHING);
        known = now;
        gone(now.pauses(), before.pauses(), Pause::scope).forEach(listener::paused);
        gone(before.pauses(), now.pauses(), Pause::scope).forEach(pause -> {
            ends.put(pause.scope().key(), 2);
            listener.resumed(pause);
        });
        gone(now.breakers(), before.breakers(), Breaker::tenant).forEach(listener::breakerOpened);
        gone(before.breakers(), now.breakers(), Breaker::tenant).forEach(breaker -> {
            tries.remove(breaker.tenant());
            asked.remove(breaker.tenant());
            listener.breakerClosed(breaker);
        });
    }

    /** The elements of one list whose key is in no element of the other. */
    private static <T> List<T> gone(List<T> from, List<T> other, Function<T, ?> key) {
        Set<Object> kept = other.stream().map(key).collect(Collectors.toCollection(HashSet::new));
        return from.stream().filter(one -> !kept.contains(key.apply(one))).toList();
    }

    private Reading known() {
        Reading now = known;
        return now == null ? Reading.NOTHING : now;
    }

    /** What waits. */
    public Reading status() {
        return known();
    }

    /** Whether nothing may be claimed. */
    public boolean isClosed() {
        Reading now = known;
        return now == null
                || now.pauses().stream().anyMatch(pause -> pause.scope().isEverything());
    }

    /** The hotels that are paused as a whole. */
    public Set<TenantId> pausedHotels() {
        return known().pauses().stream()
                .map(Pause::scope)
                .filter(scope -> scope.channel() == null && scope.reason() == null)
                .flatMap(scope -> Optional.ofNullable(scope.tenant()).stream())
                .collect(Collectors.toSet());
    }

    /** The hotels whose messages wait because they fail. */
    public Set<TenantId> failingHotels() {
        return known().breakers().stream().map(Breaker::tenant).collect(Collectors.toSet());
    }

    /** The work that a claim puts aside: on a paused channel, or put aside before because of its reason. */
    public List<Aside> asides() {
        return known().pauses().stream()
                .filter(pause ->
                        pause.scope().channel() != null || pause.scope().reason() != null)
                .map(pause -> new Aside(
                        pause.scope().key(),
                        pause.scope().tenant(),
                        pause.scope().reason() == null ? pause.scope().channel() : null,
                        pause.until()))
                .toList();
    }

    /** The pause for which a claimed message waits, because its channel is paused; empty if it is not. */
    public Optional<Held> asideOf(Turn turn) {
        return known().pauses().stream()
                .filter(pause ->
                        pause.scope().channel() != null && pause.scope().reason() == null)
                .filter(pause -> matches(pause.scope(), turn))
                .findFirst()
                .map(pause -> new Held(pause.scope().key(), LOOK_AGAIN));
    }

    /** Hotels whose messages wait, of which this process has not tried one for a while; not more than a few. */
    public List<TenantId> probesDue() {
        Set<TenantId> paused = pausedHotels();
        long now = nanos.getAsLong();
        List<TenantId> due = failingHotels().stream()
                .filter(hotel -> !paused.contains(hotel))
                .filter(hotel -> now - asked.getOrDefault(hotel, now - Long.MAX_VALUE / 2)
                        >= rule.probeEvery().toNanos())
                .limit(PROBES)
                .toList();
        due.forEach(hotel -> asked.put(hotel, now));
        return due;
    }

    /**
     * Asks whether this process may try a message of a hotel whose messages wait.
     *
     * @return the number of the try; empty if it may not
     * @throws StoreUnavailableException if the store cannot be reached
     */
    public OptionalLong beginProbe(TenantId tenant) {
        return pauses.beginProbe(tenant, SILENCE);
    }

    /** Notes that this turn is a try. It is renewed by {@link #refresh} until the turn has ended. */
    public void probes(Turn turn, long number) {
        probing.put(turn.lease(), new Probe(turn.tenant(), number, nanos.getAsLong()));
    }

    /** Reports that there was nothing to try. */
    public void noProbe(TenantId tenant, long number) {
        pauses.endProbe(tenant, number, rule.probeEvery());
    }

    /** If the messages of the turn's hotel wait, they do not any more. */
    @Override
    public void handled(Turn turn) {
        tries.computeIfPresent(
                turn.tenant(), (tenant, last) -> last.and(turn.message().guest(), null));
        if (breakerOf(turn.tenant()).isPresent()) {
            unlessAway(() -> {
                pauses.close(turn.tenant(), SUCCESS);
                refresh();
            });
        }
    }

    @Override
    public Optional<Held> failed(Turn turn, String reason) {
        Optional<Pause> pause = pauseOf(turn, reason);
        if (pause.isPresent()) {
            listener.messageHeld(turn, reason);
            return Optional.of(new Held(pause.get().scope().key(), LOOK_AGAIN));
        }
        if (breakerOf(turn.tenant()).isPresent()) {
            listener.probeFailed(turn, reason);
            return Optional.of(new Held(null, BEHIND));
        }
        note(turn, reason);
        return Optional.empty();
    }

    @Override
    public void ended(Turn turn) {
        Probe probe = probing.remove(turn.lease());
        if (probe != null) {
            unlessAway(() -> end(probe));
        }
    }

    private void end(Probe probe) {
        pauses.endProbe(probe.tenant(), probe.number(), rule.probeEvery());
    }

    /** A change that is not written now is made up for by the next turn, or by the silence of a probe. */
    private static void unlessAway(Runnable change) {
        try {
            change.run();
        } catch (StoreUnavailableException away) {
            // The work that needs the store reports that it is away.
        }
    }

    @Override
    public Held inactive(Turn turn) {
        listener.messageHeld(turn, INACTIVE);
        return new Held(INACTIVE, LOOK_AGAIN);
    }

    private void note(Turn turn, String reason) {
        if (rule.isOff()) {
            return;
        }
        Tries last = tries.compute(
                turn.tenant(),
                (tenant, before) -> (before == null ? Tries.none(rule) : before)
                        .and(turn.message().guest(), reason));
        if (last.areFailing(reason)) {
            unlessAway(() -> {
                pauses.open(turn.tenant(), reason, BY_ITSELF);
                refresh();
            });
        }
    }

    private Optional<Pause> pauseOf(Turn turn, String reason) {
        return known().pauses().stream()
                .filter(pause -> reason.equals(pause.scope().reason()))
                .filter(pause -> matches(pause.scope(), turn))
                .findFirst();
    }

    private static boolean matches(PauseScope scope, Turn turn) {
        return scope.covers(turn.tenant(), turn.message().guest().channel());
    }

    private Optional<Breaker> breakerOf(TenantId tenant) {
        return known().breakers().stream()
                .filter(breaker -> breaker.tenant().equals(tenant))
                .findFirst();
    }
}
