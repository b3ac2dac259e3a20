package io.conserje.bootstrap.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.event.Listener;
import io.conserje.http.WebhookListener;
import io.conserje.metrics.ConserjeMetrics;
import io.conserje.metrics.StoreGauges;
import io.conserje.metrics.StoreGauges.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The metrics of the service, in Prometheus's text format: the library's, and those of HTTP, the connection pool and
 * the JVM. Every counter whose label values are known in advance exists from the start with the value 0. Thread-safe.
 */
public final class Metrics implements AutoCloseable {

    /**
     * The gauges that dashboards know by a name that ends in {@code _total}. Micrometer removes this suffix from
     * gauges, so that the gauges of stores are written here.
     */
    private static final Set<String> GAUGES_CALLED_TOTAL = Set.of("session.active", "tenants.active");

    private static final Duration[] OBJECTIVES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final List<Listener> listeners;
    private final StoreGauges stores;

    /**
     * @param sessionsInRedis whether reads of sessions count as hits and misses of Redis
     * @param nanos nanoseconds from any origin, such as {@code System::nanoTime}
     */
    public Metrics(boolean sessionsInRedis, LongSupplier nanos) {
        this.stores = new StoreGauges(nanos);
        registry.config().meterFilter(MeterFilter.deny(id -> id.getName().equals("process.cpu.time")));
        registry.config().meterFilter(new WithoutReservedSuffix());
        processCpuTime();
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
        this.listeners = ConserjeMetrics.on(registry, sessionsInRedis);
        tenantRefreshes();
        for (WebhookListener.Result result : WebhookListener.Result.values()) {
            webhooks(result);
        }
    }

    /** Micrometer's own meter of it is in nanoseconds; Prometheus's base unit of time is the second. */
    private void processCpuTime() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, os -> os.getProcessCpuTime() / 1e9)
                    .description("CPU time that the process has used")
                    .baseUnit("seconds")
                    .register(registry);
        }
    }

    /** Prometheus reserves the suffix {@code _count} for histograms and summaries. */
    private static final class WithoutReservedSuffix implements MeterFilter {

        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
        }
    }

    /** The registry, for others that measure too, such as the connection pool. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Listeners that count the events of the library. */
    public List<Listener> listeners() {
        return listeners;
    }

    /** Gauges that are read from stores. */
    public StoreGauges stores() {
        return stores;
    }

    /** Adds a gauge of the connections of a pool that are in use. */
    public void watch(HikariDataSource pool) {
        Gauge.builder("postgres.connections.active", pool, Metrics::activeIn)
                .description("Connections to PostgreSQL that are in use")
                .register(registry);
    }

    private static double activeIn(HikariDataSource pool) {
        var state = pool.getHikariPoolMXBean();
        return state == null ? 0 : state.getActiveConnections();
    }

    /** Measures how long an operator's request to read the hotels again takes. */
    public int tenantRefresh(IntSupplier refresh) {
        return tenantRefreshes().record(refresh);
    }

    private Timer tenantRefreshes() {
        return Timer.builder("tenant.refresh.latency")
                .description("Time to read the hotels again at the request of an operator")
                .register(registry);
    }

    /**
     * All metrics, as {@code text/plain; version=0.0.4}. It takes little more than a second, even if a store is
     * unavailable.
     */
    public String scrape() {
        return registry.scrape() + stores.read().stream().map(Metrics::text).collect(Collectors.joining());
    }

    private static String text(Reading reading) {
        String name = reading.name().replace('.', '_')
                + (reading.unit() == null ? "" : "_" + reading.unit())
                + (GAUGES_CALLED_TOTAL.contains(reading.name()) ? "_total" : "");
        return "# HELP " + name + " " + reading.help() + "\n# TYPE " + name + " gauge\n" + name + " " + reading.value()
                + "\n";
    }

    /**
     * Counts an answered request.
     *
     * @param route the template of the route, never the path of the request
     */
    public void http(String method, String route, int status, long nanoseconds) {
        Timer.builder("http.server.requests")
                .description("Time to answer requests, by route")
                .tags(Tags.of("method", method, "uri", route, "status", String.valueOf(status)))
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry)
                .record(Math.max(0, nanoseconds), TimeUnit.NANOSECONDS);
    }

    /** Counts messages and other items that a channel delivered, by what happened to them. */
    public void webhook(WebhookListener.Result result, int count) {
        webhooks(result).increment(count);
    }

    /** Counts changes of a field that nothing is read from. */
    public void webhookField(String field, int count) {
        Counter.builder("webhook.fields.ignored")
                .description("Changes of fields that nothing is read from, by field")
                .tag("field", field)
                .register(registry)
                .increment(count);
    }

    private Counter webhooks(WebhookListener.Result result) {
        return Counter.builder("webhook.messages")
                .description("Items that channels delivered, by result")
                .tag("result", result.label())
                .register(registry);
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
