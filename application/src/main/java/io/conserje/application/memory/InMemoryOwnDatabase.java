package io.conserje.application.memory;

import io.conserje.application.process.Closure;
import io.conserje.application.process.ServiceProcess;
import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Closures, epochs and processes in memory. Thread-safe. */
final class InMemoryOwnDatabase implements InMemory.OwnDatabase {

    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final InstantSource clock;
    private final List<Closure> closures = new ArrayList<>();
    private final Map<UUID, ServiceProcess> processes = new HashMap<>();
    private int epoch = 1;
    private int oldestProcess = 1;

    InMemoryOwnDatabase(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void close(Closure closure) {
        open(closure.hotel());
        closures.add(closure);
    }

    @Override
    public synchronized void open(@Nullable TenantId hotel) {
        closures.removeIf(closure -> Objects.equals(closure.hotel(), hotel));
    }

    @Override
    public synchronized void epochs(int schema, int oldest) {
        epoch = schema;
        oldestProcess = oldest;
    }

    @Override
    public synchronized Reading read() {
        return new Reading(epoch, oldestProcess, closures);
    }

    @Override
    public synchronized void report(Identity identity, State state, int inHand) {
        Instant now = clock.instant();
        processes.values().removeIf(process -> process.lastSeen().isBefore(now.minus(FORGOTTEN)));
        ServiceProcess before = processes.get(identity.id());
        processes.put(
                identity.id(),
                new ServiceProcess(identity, before == null ? now : before.startedAt(), now, state, inHand));
    }

    @Override
    public synchronized void remove(UUID id) {
        processes.remove(id);
    }

    @Override
    public synchronized List<ServiceProcess> seen(Duration within) {
        Instant since = clock.instant().minus(within);
        return processes.values().stream()
                .filter(process -> process.lastSeen().isAfter(since))
                .sorted(Comparator.comparing(ServiceProcess::startedAt)
                        .thenComparing(process -> process.identity().id()))
                .toList();
    }
}
