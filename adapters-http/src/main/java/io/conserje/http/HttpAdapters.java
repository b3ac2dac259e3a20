package io.conserje.http;

import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.messaging.RouteUnrouted;
import io.conserje.application.process.Gate;
import io.conserje.application.process.Heartbeats;
import io.conserje.application.reply.RecordStatuses;
import io.conserje.http.admin.AdminAccess;
import io.conserje.http.admin.AdminGate;
import io.conserje.http.admin.DeadLetterRoutes;
import io.conserje.http.admin.LockRoutes;
import io.conserje.http.admin.MessageRoutes;
import io.conserje.http.admin.QueueRoutes;
import io.conserje.http.admin.ReplyRoutes;
import io.conserje.http.admin.TenantRoutes;
import io.conserje.http.admin.UnroutedRoutes;
import io.conserje.http.dev.DevRoutes;
import io.conserje.http.dev.RecentReplies;
import io.conserje.http.health.HealthRoutes;
import io.conserje.http.health.MetricsRoutes;
import io.conserje.http.openapi.OpenApiRoutes;
import io.conserje.http.problem.ProblemRoutes;
import io.conserje.http.routing.Routes;
import io.conserje.http.whatsapp.inbound.WebhookRoutes;
import io.conserje.http.whatsapp.outbound.GraphApi;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates the HTTP adapters: the server that channels and operators call, and the sender that calls WhatsApp. */
public final class HttpAdapters {

    /** The default address of WhatsApp's Graph API. */
    public static final URI GRAPH_API = URI.create("https://graph.facebook.com/v25.0");

    private HttpAdapters() {}

    /** Describes a server that passes deliveries to {@code acceptance}. Build it, then start it. */
    public static ServerBuilder server(ServerConfig config, AcceptWebhook acceptance) {
        return new ServerBuilder(config, acceptance);
    }

    /**
     * Creates a sender of replies over WhatsApp.
     *
     * @param apiUrl the API with its version, such as {@link #GRAPH_API}
     * @throws IllegalArgumentException if the URL is not an absolute http or https URL, or the token has spaces or line
     *     ends
     */
    public static ReplySender graphApi(URI apiUrl, String accessToken) {
        return new GraphApi(apiUrl, accessToken);
    }

    /**
     * Creates a sender of replies over WhatsApp that proves with each request that it knows the app secret.
     *
     * @param apiUrl the API with its version, such as {@link #GRAPH_API}
     * @param appSecret the secret of the app that issued the token; null sends no proof
     * @throws IllegalArgumentException as for {@link #graphApi(URI, String)}
     */
    public static ReplySender graphApi(URI apiUrl, String accessToken, @Nullable String appSecret) {
        return new GraphApi(apiUrl, accessToken, appSecret);
    }

    /**
     * Creates a sender that keeps replies instead of sending them, for development.
     *
     * @param listener receives each reply; must be thread-safe and quick, and must not throw
     */
    public static RecentReplies recentReplies(InstantSource clock, Consumer<OutboundReply> listener) {
        return new RecentReplies(clock, listener);
    }

    /** The parts of a server. A part that is not given is left out. Not thread-safe. */
    public static final class ServerBuilder {

        private final ServerConfig config;
        private final AcceptWebhook acceptance;
        private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        private final Set<String> dispensable = new HashSet<>();
        private Supplier<String> metrics = () -> "";
        private RequestListener requests = RequestListener.NONE;
        private WebhookListener webhooks = WebhookListener.NONE;
        private WebhookRules rules = WebhookRules.DEFAULT;
        private InstantSource clock = InstantSource.system();
        private LongSupplier ticker = System::nanoTime;
        private Supplier<String> correlationIds = () -> UUID.randomUUID().toString();
        private final List<Routes> admin = new ArrayList<>();
        private @Nullable RecentReplies replies;
        private int maxConnections = 10_000;
        private Gate gate = Gate.alwaysOpen();
        private Heartbeats heartbeats = new Heartbeats(System::nanoTime);
        private @Nullable RecordStatuses statuses;
        private Supplier<List<HeldLine>> heldLines = List::of;

        private ServerBuilder(ServerConfig config, AcceptWebhook acceptance) {
            this.config = config;
            this.acceptance = acceptance;
        }

        /**
         * Adds a dependency to the readiness check.
         *
         * @param name its name in the answer, such as {@code postgres}
         * @param check whether the dependency answers; an exception, or more than 2 s, counts as no
         */
        public ServerBuilder check(String name, BooleanSupplier check) {
            checks.put(name, check);
            return this;
        }

        /**
         * Adds a dependency to the readiness check without which work waits and nothing is lost. If it is away, the
         * process is degraded, and still ready.
         *
         * @param name its name in the answer, such as {@code redis}
         * @param check as {@link #check} says
         */
        public ServerBuilder checkDispensable(String name, BooleanSupplier check) {
            dispensable.add(name);
            return check(name, check);
        }

        /**
         * Sets how many connections may be open. Default: 10,000. Further ones wait; then connections that are idle, or
         * whose sender stalls, are closed after two seconds.
         *
         * @param max 10 to 100,000
         * @throws IllegalArgumentException if it is out of bounds
         */
        public ServerBuilder connections(int max) {
            if (max < 10 || max > 100_000) {
                throw new IllegalArgumentException("A server has 10 to 100000 connections, was " + max);
            }
            this.maxConnections = max;
            return this;
        }

        /** @param taking whether operators may change something now, which the readiness check tells too */
        public ServerBuilder gate(Gate taking) {
            this.gate = taking;
            return this;
        }

        /** @param loops the loops of the process; it is not ready if one is late */
        public ServerBuilder heartbeats(Heartbeats loops) {
            this.heartbeats = loops;
            return this;
        }

        /** @param recording records what WhatsApp reports about replies; without it, reports are counted only */
        public ServerBuilder statuses(RecordStatuses recording) {
            this.statuses = recording;
            return this;
        }

        /** @param held the lines that wait for an operator, which the readiness check shows; must be quick */
        public ServerBuilder heldLines(Supplier<List<HeldLine>> held) {
            this.heldLines = held;
            return this;
        }

        /** @param scrape returns the answer of {@code /metrics}, in Prometheus' text format */
        public ServerBuilder metrics(Supplier<String> scrape) {
            this.metrics = scrape;
            return this;
        }

        public ServerBuilder requests(RequestListener listener) {
            this.requests = listener;
            return this;
        }

        public ServerBuilder webhooks(WebhookListener listener) {
            this.webhooks = listener;
            return this;
        }

        /** @param reading how deliveries are read */
        public ServerBuilder webhookRules(WebhookRules reading) {
            this.rules = reading;
            return this;
        }

        /**
         * Serves recent replies to everybody.
         *
         * @throws IllegalStateException outside development
         */
        public ServerBuilder showing(RecentReplies recent) {
            if (!config.development()) {
                throw new IllegalStateException("Replies to guests may be shown in development only."
                        + " Set ENVIRONMENT=development or leave them out.");
            }
            this.replies = recent;
            return this;
        }

        /** Adds the admin routes of hotels. */
        public ServerBuilder tenants(TenantRoutes.Ports ports) {
            admin.add(new TenantRoutes(ports));
            return this;
        }

        /** Adds the admin routes of holds, leases and their audit. */
        public ServerBuilder locks(LockRoutes.Ports ports) {
            admin.add(new LockRoutes(ports));
            return this;
        }

        /** Adds the admin routes of the queue: its lengths, pauses and breakers. */
        public ServerBuilder queue(QueueRoutes.Ports ports) {
            admin.add(new QueueRoutes(ports));
            return this;
        }

        /** Adds the admin routes of dead letters. */
        public ServerBuilder deadLetters(DeadLetterRoutes.Ports ports) {
            admin.add(new DeadLetterRoutes(ports));
            return this;
        }

        /** Adds the admin routes of replies. */
        public ServerBuilder replies(ReplyRoutes.Ports ports) {
            admin.add(new ReplyRoutes(ports));
            return this;
        }

        /** Adds the admin routes of messages with which hotels write first. */
        public ServerBuilder messages(MessageRoutes.Ports ports) {
            admin.add(new MessageRoutes(ports));
            return this;
        }

        /** Adds the admin routes of messages that no active hotel could take. */
        public ServerBuilder unrouted(RouteUnrouted routing) {
            admin.add(new UnroutedRoutes(routing));
            return this;
        }

        /** @param source gives the time of messages without a timestamp */
        public ServerBuilder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** @param nanos nanoseconds from any origin; they measure durations */
        public ServerBuilder ticker(LongSupplier nanos) {
            this.ticker = nanos;
            return this;
        }

        /**
         * @param fresh creates the id of a request without one; 1 to 64 letters, digits, dots, dashes and underscores
         */
        public ServerBuilder correlationIds(Supplier<String> fresh) {
            this.correlationIds = fresh;
            return this;
        }

        /** Creates a server with these parts. It is not started yet. */
        public WebServer build() {
            return new WebServer(config, maxConnections, features(), correlationIds, requests, ticker);
        }

        /** Everything that the server serves. */
        private List<Routes> features() {
            List<Routes> features = new ArrayList<>();
            features.add(new ProblemRoutes());
            features.add(new HealthRoutes(checks, dispensable, ticker, gate, heartbeats, heldLines));
            features.add(new MetricsRoutes(metrics));
            features.add(new OpenApiRoutes());
            features.add(new WebhookRoutes(
                    config.verifyToken(), config.appSecret(), acceptance, statuses, webhooks, rules, clock, ticker));
            features.add(new AdminAccess(config.adminToken(), ticker));
            features.add(new AdminGate(gate));
            features.addAll(admin);
            if (replies != null) {
                features.add(new DevRoutes(replies));
            }
            return features;
        }
    }
}
