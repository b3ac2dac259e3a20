package io.conserje.metrics;

import io.conserje.application.backup.Backups;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.QueueStats.Snapshot;
import io.conserje.application.pause.Pauses;
import io.conserje.application.process.Gate;
import io.conserje.application.process.Processes;
import io.conserje.application.process.ServiceProcess;
import io.conserje.application.reply.ReplyRecords.Counts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gauges whose values are read from a store, which may be slow or unavailable. A store is read at most every 15
 * seconds, by one thread at a time, when somebody asks for a value. The caller waits for at most one second, and then
 * gets the last known value. A value is unknown if the last read failed, or if no read succeeded for two
 * minutes. Thread-safe.
 *
 * <p>Add the sources first, then call {@link #bindTo}, which shows an unknown value as NaN, or {@link #read}, which
 * leaves it out.
 */
public final class StoreGauges implements MeterBinder {

    private static final List<Figure<Snapshot>> QUEUE = List.of(
            new Figure<>("dlq.queue.size", null, "Dead letters that wait for a decision", Snapshot::buried),
            new Figure<>(
                    "dlq.guest.queue.full",
                    null,
                    "Dead letters that came when too many messages of their guest waited",
                    Snapshot::overflowed),
            new Figure<>(
                    "dlq.oldest.message.age",
                    "seconds",
                    "Age of the oldest dead letter that waits for a decision",
                    stats -> stats.oldestBuried().toSeconds()),
            new Figure<>(
                    "queue.messages.pending",
                    null,
                    "Messages that were accepted and have no outcome yet",
                    Snapshot::pending),
            new Figure<>("queue.messages.in.hand", null, "Messages that are being handled", Snapshot::inHand),
            new Figure<>(
                    "queue.guests.paused",
                    null,
                    "Guests whose next message waits, for a retry or for further ones",
                    Snapshot::paused),
            new Figure<>(
                    "queue.lag",
                    "seconds",
                    "Longest time that a message which is due has waited",
                    stats -> stats.lag().toSeconds()),
            new Figure<>("queue.replies.unsent", null, "Replies that were recorded and not sent", Snapshot::unsent));

    private static final List<Figure<Counts>> REPLIES = List.of(
            new Figure<>("reply.letters", null, "Replies that did not arrive and wait for a decision", Counts::dead),
            new Figure<>("replies.held", null, "Replies that wait until somebody has fixed their line", Counts::held));

    private static final List<Figure<Living>> PROCESSES = List.of(
            new Figure<>(
                    "processes.serving",
                    null,
                    "Live processes that take work",
                    living -> living.count(ServiceProcess.State.SERVING)),
            new Figure<>(
                    "processes.waiting",
                    null,
                    "Live processes that wait until the database opens or fits",
                    living -> living.count(ServiceProcess.State.WAITING)),
            new Figure<>(
                    "processes.frozen",
                    null,
                    "Live processes that only end what they have in hand",
                    living -> living.count(ServiceProcess.State.FROZEN)),
            new Figure<>(
                    "processes.stopping",
                    null,
                    "Live processes that were told to end",
                    living -> living.count(ServiceProcess.State.STOPPING)),
            new Figure<>(
                    "database.closed",
                    null,
                    "1 if this process takes no work of any hotel, and else 0",
                    living -> living.gate().isOpen() ? 0 : 1),
            new Figure<>(
                    "hotels.closed",
                    null,
                    "Hotels that are closed by themselves",
                    living -> living.gate().hotels().size()));

    /** The live processes, and what the gate of this one knows. */
    private record Living(List<ServiceProcess> processes, Gate.Status gate) {

        long count(ServiceProcess.State state) {
            return processes.stream()
                    .filter(process -> process.state() == state)
                    .count();
        }
    }

    private final LongSupplier nanos;
    private final List<Source<?>> sources = new CopyOnWriteArrayList<>();

    /**
     * A value that is known.
     *
     * @param name in Micrometer's spelling, with dots
     * @param unit null for a number of things
     */
    public record Reading(String name, @Nullable String unit, String help, long value) {}

    /** @param nanos nanoseconds from any origin, such as {@code System::nanoTime} */
    public StoreGauges(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Adds the figures of the queues. One read serves all of them. */
    public StoreGauges queue(QueueStats stats) {
        sources.add(new Source<>(stats::read, QUEUE, nanos));
        return this;
    }

    /**
     * Adds the figures of replies that need somebody. One read serves both.
     *
     * @param counts reads the numbers; it may be slow and may throw
     */
    public StoreGauges replies(Supplier<Counts> counts) {
        sources.add(new Source<>(counts, REPLIES, nanos));
        return this;
    }

    /** Adds the number of pauses and of open breakers. One read serves both. */
    public StoreGauges pauses(Pauses pauses) {
        List<Figure<Pauses.Reading>> figures = List.of(
                new Figure<>(
                        "queue.pauses",
                        null,
                        "Pauses of operators that are in force",
                        reading -> reading.pauses().size()),
                new Figure<>(
                        "queue.breakers.open",
                        null,
                        "Hotels whose messages wait because they fail",
                        reading -> reading.breakers().size()));
        sources.add(new Source<>(pauses::read, figures, nanos));
        return this;
    }

    /** Adds the figures of the processes that use the database, and of what closes it. One read serves all of them. */
    public StoreGauges processes(Processes processes, Gate gate) {
        sources.add(new Source<>(() -> new Living(processes.seen(Processes.LIVE), gate.status()), PROCESSES, nanos));
        return this;
    }

    /**
     * Adds the number of live sessions.
     *
     * @param active reads the number; it may be slow and may throw
     */
    public StoreGauges sessions(LongSupplier active) {
        return add("session.active", "Guest sessions that are live", active);
    }

    /**
     * Adds the number of active hotels.
     *
     * @param active reads the number; it may be slow and may throw
     */
    public StoreGauges tenants(LongSupplier active) {
        return add("tenants.active", "Hotels that are active", active);
    }

    /** Adds the age of the newest backup of all hotels. It is unknown if there never was one. */
    public StoreGauges backups(Backups backups) {
        Figure<Duration> age = new Figure<>(
                "backup.age",
                "seconds",
                "Time since the rows of the newest backup of all hotels were read",
                Duration::toSeconds);
        sources.add(new Source<>(() -> backups.age().orElseThrow(), List.of(age), nanos));
        return this;
    }

    private StoreGauges add(String name, String help, LongSupplier value) {
        sources.add(
                new Source<>(value::getAsLong, List.of(new Figure<Long>(name, null, help, Long::longValue)), nanos));
        return this;
    }

    /** Registers a gauge for each figure of the sources that were added before. */
    @Override
    public void bindTo(MeterRegistry registry) {
        sources.forEach(source -> source.figures().forEach(figure -> bind(source, figure, registry)));
    }

    private static void bind(Source<?> source, Figure<?> figure, MeterRegistry registry) {
        Gauge.builder(figure.name(), source, asked -> value(asked, figure.name()))
                .description(figure.help())
                .baseUnit(figure.unit())
                .strongReference(true)
                .register(registry);
    }

    private static double value(Source<?> source, String name) {
        source.refresh().join();
        return source.known().stream()
                .filter(reading -> reading.name().equals(name))
                .mapToDouble(Reading::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Reads all sources at the same time, and returns the values that are known. */
    public List<Reading> read() {
        CompletableFuture.allOf(sources.stream().map(Source::refresh).toArray(CompletableFuture[]::new))
                .join();
        return sources.stream().flatMap(source -> source.known().stream()).toList();
    }
}
