package io.conserje.application.memory;

import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.pause.Pauses;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pauses and breakers, guarded by one lock. */
final class InMemoryPauses implements Pauses {

    /** @param free from when on the next probe may begin */
    private record Open(Breaker breaker, Instant free) {}

    private final InstantSource clock;
    private final Consumer<String> free;
    private final Map<PauseScope, Pause> pauses = new LinkedHashMap<>();
    private final Map<TenantId, Open> breakers = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();

    /** @param free makes what was put aside with a key due */
    InMemoryPauses(InstantSource clock, Consumer<String> free) {
        this.clock = clock;
        this.free = free;
    }

    @Override
    public synchronized Reading read() {
        Instant now = clock.instant();
        return new Reading(
                pauses.values().stream()
                        .filter(pause -> pause.until() == null || pause.until().isAfter(now))
                        .toList(),
                breakers.values().stream().map(Open::breaker).toList());
    }

    @Override
    public synchronized Pause pause(PauseScope scope, @Nullable Duration lasting, Warrant warrant) {
        Instant now = clock.instant();
        Pause pause = new Pause(scope, warrant, now, lasting == null ? null : now.plus(lasting));
        pauses.put(scope, pause);
        note(Action.PAUSED, scope.toString(), warrant);
        return pause;
    }

    @Override
    public synchronized Optional<Pause> resume(PauseScope scope, Warrant warrant) {
        Instant now = clock.instant();
        Optional<Pause> ended = Optional.ofNullable(pauses.remove(scope))
                .filter(pause -> pause.until() == null || pause.until().isAfter(now));
        free.accept(scope.key());
        ended.ifPresent(pause -> note(Action.RESUMED, scope.toString(), warrant));
        return ended;
    }

    @Override
    public void free(String key) {
        free.accept(key);
    }

    @Override
    public synchronized boolean open(TenantId tenant, String reason, Warrant warrant) {
        if (breakers.containsKey(tenant)) {
            return false;
        }
        Instant now = clock.instant();
        breakers.put(tenant, new Open(new Breaker(tenant, reason, now, 0), now));
        note(Action.BREAKER_OPENED, tenant + ", reason " + reason, warrant);
        return true;
    }

    @Override
    public synchronized boolean close(TenantId tenant, Warrant warrant) {
        Open open = breakers.remove(tenant);
        if (open != null) {
            note(Action.BREAKER_CLOSED, tenant + ", reason " + open.breaker().reason(), warrant);
        }
        return open != null;
    }

    @Override
    public synchronized OptionalLong beginProbe(TenantId tenant, Duration within) {
        Open open = breakers.get(tenant);
        Instant now = clock.instant();
        if (open == null || open.free().isAfter(now)) {
            return OptionalLong.empty();
        }
        Breaker was = open.breaker();
        Breaker is = new Breaker(was.tenant(), was.reason(), was.openedAt(), was.probes() + 1);
        breakers.put(tenant, new Open(is, now.plus(within)));
        return OptionalLong.of(is.probes());
    }

    @Override
    public synchronized boolean renewProbe(TenantId tenant, long number, Duration within) {
        Open open = breakers.get(tenant);
        if (open == null || open.breaker().probes() != number) {
            return false;
        }
        breakers.put(tenant, new Open(open.breaker(), clock.instant().plus(within)));
        return true;
    }

    @Override
    public synchronized void endProbe(TenantId tenant, long number, Duration next) {
        renewProbe(tenant, number, next);
    }

    @Override
    public synchronized List<Event> history(int max) {
        ResultLimit.check(max);
        return events.reversed().stream().limit(max).toList();
    }

    private void note(Action action, String what, Warrant warrant) {
        events.add(new Event(clock.instant(), action, what, warrant));
    }
}
