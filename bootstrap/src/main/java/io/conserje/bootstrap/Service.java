package io.conserje.bootstrap;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.messaging.SweepMessages.RetentionTimes;
import io.conserje.application.receptionist.Receptionist;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.Environment;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Secret;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.config.Store;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.metrics.Metrics;
import io.conserje.db.AppliedChangeSets;
import io.conserje.db.Changelog;
import io.conserje.db.verify.Finding;
import io.conserje.db.verify.LoginCheck;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.http.HttpAdapters;
import io.conserje.http.ServerConfig;
import io.conserje.http.WebServer;
import io.conserje.http.WebhookListener;
import io.conserje.http.WebhookRules;
import io.conserje.http.admin.DeadLetterRoutes;
import io.conserje.http.admin.LockRoutes;
import io.conserje.http.admin.MessageRoutes;
import io.conserje.http.admin.QueueRoutes;
import io.conserje.http.admin.ReplyRoutes;
import io.conserje.http.admin.TenantRoutes;
import io.conserje.http.dev.RecentReplies;
import io.conserje.library.Conserje;
import io.conserje.library.Locks;
import io.conserje.library.LogListener;
import io.conserje.library.Parts;
import io.conserje.library.UnboundLogin;
import io.conserje.library.tenancy.LibPhoneNumbers;
import io.conserje.metrics.LineGauges;
import io.conserje.metrics.LoopGauges;
import io.conserje.metrics.StoreGauges;
import io.conserje.redis.RedisAdapters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service: Conserje with the receptionist as its handler, behind HTTP. It maps the settings to the builder of
 * {@link Conserje}, and opens what the library does not know: the pool, Redis, HTTP and metrics. Thread-safe.
 */
public final class Service implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Conserje conserje;
    private final WebServer http;
    private final @Nullable RecentReplies shown;

    private Service(Settings settings) {
        try {
            boolean development = settings.environment() == Environment.DEVELOPMENT;
            DatabaseUrl url = url(settings);
            migrateOrCheck(settings, url, development);

            Metrics metrics = opened(new Metrics(settings.sessions().store() == Store.REDIS, System::nanoTime));
            HikariDataSource database = opened(DataSources.pooled(settings.postgres(), metrics.registry()));
            metrics.watch(database);
            refuseUnboundLogin(settings.environment(), database);
            @Nullable RedisAdapters redis = redis(settings);
            Secret token = settings.whatsApp().accessToken();
            shown = token == null ? recentReplies() : null;
            ReplySender sender = token == null
                    ? Objects.requireNonNull(shown)
                    : HttpAdapters.graphApi(
                            settings.whatsApp().apiUrl(),
                            token.value(),
                            value(settings.whatsApp().appSecret()));

            Conserje.Builder builder = Conserje.on(database)
                    .unboundLogin(UnboundLogin.ALLOW)
                    .handlerFrom(parts -> receptionist(settings, parts))
                    .sender(sender)
                    .tenancy(mode(settings.tenancy()))
                    .handlerTimeout(settings.work().handlerTimeout())
                    .senderTimeout(settings.work().senderTimeout())
                    .lineProbe(settings.work().lineProbe())
                    .drain(settings.work().drain())
                    .hotelShare(settings.work().hotelShare())
                    .replyRates(settings.work().replyRates())
                    .breaker(settings.work().breaker())
                    .retries(settings.dlq().retries())
                    .laterMessages(settings.dlq().laterMessages())
                    .coalesce(settings.work().coalesce())
                    .handOver(settings.whatsApp().handOver())
                    .retention(RetentionTimes.DEFAULT
                            .buriedFor(settings.dlq().ttl())
                            .rawFor(settings.whatsApp().rawKept()))
                    .idle(settings.sessions().ttl())
                    .holdTerms(settings.locks().holds())
                    .auditRetention(Duration.ofDays(settings.locks().auditDays()))
                    .timeouts(settings.postgres().timeouts())
                    .listen(metrics.listeners())
                    .listen(new LogListener(url.toString()));
            Stores.sessions(settings, redis).ifPresent(builder::sessions);
            Stores.locks(settings, redis).ifPresent(builder::locks);
            conserje = opened(builder.build());
            watch(metrics.stores(), conserje);
            new LoopGauges(conserje.heartbeats()).bindTo(metrics.registry());
            new LineGauges(conserje::heldLines).bindTo(metrics.registry());
            http = opened(server(settings, development, database, redis, metrics));
            if (redis != null) {
                // The service does not wait for Redis: it starts without it, too.
                Thread.startVirtualThread(() -> warnOfEviction(redis));
            }

            conserje.start();
            http.start();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Starts the service. It serves requests when this returns.
     *
     * @param settings with a database URL, and with a Redis URL if sessions or locks are in Redis
     * @throws IllegalStateException if the address cannot be listened on, or, outside development, if the database
     *     lacks change sets, or, in production, if row level security does not bind the login
     * @throws io.conserje.application.store.StoreUnavailableException if the database cannot be reached
     */
    public static Service start(Settings settings) {
        return new Service(settings);
    }

    /** The port that HTTP is served on. */
    public int port() {
        return http.port();
    }

    /**
     * Waits for a reply that was kept instead of sent, because there is no access token.
     *
     * @param address the address of the guest
     * @param since earlier replies are ignored
     * @return the text of the reply; empty if there is none after {@code timeout}, or if replies are sent
     */
    public Optional<String> awaitReply(String address, Instant since, Duration timeout) {
        Instant end = Instant.now().plus(timeout);
        Optional<String> found = reply(address, since);
        while (found.isEmpty()
                && Instant.now().isBefore(end)
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            found = reply(address, since);
        }
        return found;
    }

    private Optional<String> reply(String address, Instant since) {
        return shown == null
                ? Optional.empty()
                : shown.newestFirst().stream()
                        .filter(taken -> taken.reply().to().address().equals(address)
                                && !taken.at().isBefore(since))
                        .findFirst()
                        .map(taken -> taken.reply().reply().text());
    }

    /** The instance that the service embeds. */
    public Conserje conserje() {
        return conserje;
    }

    /**
     * Stops to claim, stops HTTP within ten seconds, waits for the work in progress until the drain time is over, gives
     * the rest back, and closes the connections. The drain time begins with this call.
     */
    @Override
    public void close() {
        if (conserje != null) {
            Thread.ofVirtual().name("quiesce").start(conserje::quiesce);
        }
        while (!opened.isEmpty()) {
            AutoCloseable last = opened.pop();
            try {
                last.close();
            } catch (Exception failed) {
                LOG.warn("{} was not closed", last.getClass().getSimpleName(), failed);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private static DatabaseUrl url(Settings settings) {
        DatabaseUrl url = settings.postgres().url();
        if (url == null) {
            throw new IllegalStateException("POSTGRES_URL is not set, and no server was embedded instead");
        }
        return url;
    }

    private static void migrateOrCheck(Settings settings, DatabaseUrl url, boolean development) {
        if (development) {
            migrate(settings.postgres().migrations());
            return;
        }
        List<String> missing = new AppliedChangeSets(DataSources.direct(url)).missing();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "The database lacks the change sets " + missing + ". Apply them with: ./conserje db migrate");
        }
    }

    private static void migrate(@Nullable DatabaseUrl owner) {
        if (owner == null) {
            LOG.warn("POSTGRES_URL is a transaction pooler, so no change sets were applied: set MIGRATIONS_DB_URL");
            return;
        }
        List<String> applied = new Changelog(DataSources.direct(owner)).update();
        if (!applied.isEmpty()) {
            LOG.info("Applied the change sets {}", applied);
        }
    }

    /** Row level security must bind the login in production. Elsewhere a warning is logged. */
    private static void refuseUnboundLogin(Environment environment, HikariDataSource database) {
        if (environment == Environment.DEVELOPMENT) {
            return;
        }
        List<Finding> findings = new LoginCheck(database).run();
        if (findings.isEmpty()) {
            return;
        }
        String problems = findings.stream()
                .map(finding -> finding.object() + ": " + finding.problem() + " Mend it with: " + finding.remedy())
                .collect(Collectors.joining(
                        "\n  ", "The database does not keep hotels apart under this login:\n  ", ""));
        if (environment == Environment.PRODUCTION) {
            throw new IllegalStateException(problems);
        }
        LOG.warn(problems);
    }

    private @Nullable RedisAdapters redis(Settings settings) {
        RedisUrl url = settings.redis();
        return url == null || !settings.usesRedis() ? null : opened(Stores.connect(url));
    }

    private static Receptionist receptionist(Settings settings, Parts parts) {
        return new Receptionist(
                Stores.propertyManagement(settings, parts.bookings()),
                parts.bookings(),
                parts.locks().holds(),
                parts.locks().terms(),
                InstantSource.system());
    }

    private static void warnOfEviction(RedisAdapters redis) {
        try {
            String policy = redis.evictionPolicy().orElse("unknown");
            if (policy.equals("unknown")) {
                LOG.info("Redis does not show its maxmemory-policy; live holds need noeviction");
            } else if (!policy.equals("noeviction")) {
                LOG.warn(
                        "Redis evicts live holds when its memory is full (maxmemory-policy {}): set it to noeviction",
                        policy);
            }
        } catch (StoreUnavailableException | IllegalStateException away) {
            LOG.warn("The maxmemory-policy of Redis could not be read: {}", away.getMessage());
        }
    }

    private static ResolveTenant.Mode mode(Settings.Tenancy tenancy) {
        if (!tenancy.dynamic()) {
            return ResolveTenant.Mode.SINGLE;
        }
        return tenancy.strict() ? ResolveTenant.Mode.STRICT : ResolveTenant.Mode.LENIENT;
    }

    private static RecentReplies recentReplies() {
        LOG.info("WHATSAPP_ACCESS_TOKEN is not set: replies go to this log and to /api/dev/replies");
        return HttpAdapters.recentReplies(
                InstantSource.system(),
                reply -> LOG.info("Reply to {}: {}", reply.to(), reply.reply().text()));
    }

    private static void watch(StoreGauges gauges, Conserje conserje) {
        TenantDirectory tenants = conserje.tenants();
        gauges.tenants(() -> tenants.all().stream().filter(Tenant::isActive).count())
                .sessions(() -> conserje.sessions()
                        .active(tenants.all().stream().map(Tenant::id).collect(Collectors.toSet())))
                .queue(conserje.queueStats())
                .replies(conserje::replyCounts)
                .pauses(conserje.pauses())
                .processes(conserje.processes(), conserje.gate())
                .backups(conserje.backups());
    }

    private WebServer server(
            Settings settings,
            boolean development,
            HikariDataSource database,
            @Nullable RedisAdapters redis,
            Metrics metrics) {
        Locks locks = conserje.locks();
        HttpAdapters.ServerBuilder server = HttpAdapters.server(
                        new ServerConfig(
                                settings.http().host(),
                                settings.http().port(),
                                development,
                                value(settings.whatsApp().verifyToken()),
                                value(settings.whatsApp().appSecret()),
                                value(settings.http().adminToken()),
                                STOP_WITHIN),
                        conserje.acceptWebhook())
                .connections(settings.http().maxConnections())
                .check("postgres", () -> answers(database))
                .heartbeats(conserje.heartbeats())
                .locks(new LockRoutes.Ports(conserje.tenants(), locks.holds(), locks.leases(), locks.audit()))
                .tenants(new TenantRoutes.Ports(
                        conserje.tenants(),
                        conserje::registry,
                        conserje.tenantAudit(),
                        new LibPhoneNumbers(),
                        () -> metrics.tenantRefresh(conserje::refreshTenants)))
                .deadLetters(new DeadLetterRoutes.Ports(
                        conserje.browseDeadLetters(), conserje.redriveDeadLetters(), conserje.discardDeadLetters()))
                .replies(new ReplyRoutes.Ports(conserje.browseReplies(), conserje.decideReplies(), conserje::heldLines))
                .messages(new MessageRoutes.Ports(conserje.tenants(), conserje.sendMessage()))
                .statuses(conserje.recordStatuses())
                .unrouted(conserje.routeUnrouted())
                .heldLines(conserje::heldLines)
                .queue(new QueueRoutes.Ports(
                        conserje.tenants(), conserje.queueStats(), conserje.pauses(), conserje.waitingMessages()))
                .gate(conserje.gate())
                .metrics(metrics::scrape)
                .requests(metrics::http)
                .webhooks(counting(metrics))
                .webhookRules(new WebhookRules(
                        !settings.whatsApp().rawKept().isZero(),
                        settings.whatsApp().maxAge()));
        if (redis != null && settings.http().readyWithoutRedis()) {
            server.checkDispensable("redis", redis::ping);
        } else if (redis != null) {
            server.check("redis", redis::ping);
        }
        if (shown != null && development) {
            server.showing(shown);
        }
        return server.build();
    }

    private static WebhookListener counting(Metrics metrics) {
        return new WebhookListener() {
            @Override
            public void counted(Result result, int count) {
                metrics.webhook(result, count);
            }

            @Override
            public void fieldIgnored(String field, int count) {
                metrics.webhookField(field, count);
            }
        };
    }

    private static boolean answers(HikariDataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException unreachable) {
            return false;
        }
    }

    private static @Nullable String value(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }
}
