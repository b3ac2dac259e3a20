package io.conserje.http;

import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import io.conserje.http.admin.AdminAccess;
import io.conserje.http.admin.DeadLetterRoutes;
import io.conserje.http.admin.LockRoutes;
import io.conserje.http.admin.TenantRoutes;
import io.conserje.http.dev.DevRoutes;
import io.conserje.http.dev.RecentReplies;
import io.conserje.http.health.HealthRoutes;
import io.conserje.http.health.MetricsRoutes;
import io.conserje.http.openapi.OpenApiRoutes;
import io.conserje.http.problem.ProblemRoutes;
import io.conserje.http.routing.Routes;
import io.conserje.http.webhook.WebhookListener;
import io.conserje.http.webhook.WebhookRoutes;
import io.conserje.http.whatsapp.GraphApi;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes what speaks HTTP: the server that channels and operators call, and the sender that calls WhatsApp. */
public final class HttpAdapters {

    /** WhatsApp's Graph API, where no other is configured. */
    public static final URI GRAPH_API = URI.create("https://graph.facebook.com/v25.0");

    private HttpAdapters() {}

    /** A server that hands what channels deliver to {@code acceptance}; build it, then start it. */
    public static ServerBuilder server(ServerConfig config, AcceptWebhook acceptance) {
        return new ServerBuilder(config, acceptance);
    }

    /**
     * Sends replies over WhatsApp.
     *
     * @param apiUrl the API with its version, such as {@link #GRAPH_API}
     * @throws IllegalArgumentException if the URL is not an absolute http or https one, or the token has spaces or line ends
     */
    public static ReplySender graphApi(URI apiUrl, String accessToken) {
        return new GraphApi(apiUrl, accessToken);
    }

    /**
     * Keeps replies instead of sending them, for development.
     *
     * @param listener told of each reply; must be thread-safe, quick, and throw nothing
     */
    public static RecentReplies recentReplies(InstantSource clock, Consumer<OutboundReply> listener) {
        return new RecentReplies(clock, listener);
    }

    /** The parts of a server; whatever is not given is left out. Not thread-safe. */
    public static final class ServerBuilder {

        private final ServerConfig config;
        private final AcceptWebhook acceptance;
        private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        private Supplier<String> metrics = () -> "";
        private RequestListener requests = RequestListener.NONE;
        private WebhookListener webhooks = WebhookListener.NONE;
        private InstantSource clock = InstantSource.system();
        private LongSupplier ticker = System::nanoTime;
        private Supplier<String> correlationIds = () -> UUID.randomUUID().toString();
        private final List<Routes> admin = new ArrayList<>();
        private @Nullable RecentReplies replies;

        private ServerBuilder(ServerConfig config, AcceptWebhook acceptance) {
            this.config = config;
            this.acceptance = acceptance;
        }

        /**
         * Adds a check of readiness.
         *
         * @param name what it is called in the answer, such as {@code postgres}
         * @param check whether the dependency answers; false, an exception, and more than 2 s mean that it does not
         */
        public ServerBuilder check(String name, BooleanSupplier check) {
            checks.put(name, check);
            return this;
        }

        /** @param scrape what {@code /metrics} answers, in Prometheus's text format */
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

        /**
         * Shows recent replies to whoever asks.
         *
         * @throws IllegalStateException outside development
         */
        public ServerBuilder showing(RecentReplies recent) {
            if (!config.development()) {
                throw new IllegalStateException("Replies to guests are shown in development only");
            }
            this.replies = recent;
            return this;
        }

        /** Lets whoever has the token administer hotels. */
        public ServerBuilder tenants(TenantRoutes.Ports ports) {
            admin.add(new TenantRoutes(ports));
            return this;
        }

        /** Lets whoever has the token see holds, leases and their audit. */
        public ServerBuilder locks(LockRoutes.Ports ports) {
            admin.add(new LockRoutes(ports));
            return this;
        }

        /** Lets whoever has the token decide about messages that were given up. */
        public ServerBuilder deadLetters(DeadLetterRoutes.Ports ports) {
            admin.add(new DeadLetterRoutes(ports));
            return this;
        }

        /** @param source the time of messages that have none */
        public ServerBuilder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** @param nanos nanoseconds from any origin, by which durations are measured */
        public ServerBuilder ticker(LongSupplier nanos) {
            this.ticker = nanos;
            return this;
        }

        /** @param fresh ids of requests that bring none; 1 to 64 letters, digits, dots, dashes and underscores */
        public ServerBuilder correlationIds(Supplier<String> fresh) {
            this.correlationIds = fresh;
            return this;
        }

        /** A server with these parts, not started yet. */
        public WebServer build() {
            return new WebServer(config, features(), correlationIds, requests, ticker);
        }

        /** The one list of what the server serves. */
        private List<Routes> features() {
            List<Routes> features = new ArrayList<>();
            features.add(new ProblemRoutes());
            features.add(new HealthRoutes(checks, ticker));
            features.add(new MetricsRoutes(metrics));
            features.add(new OpenApiRoutes());
            features.add(
                    new WebhookRoutes(config.verifyToken(), config.appSecret(), acceptance, webhooks, clock, ticker));
            features.add(new AdminAccess(config.adminToken(), ticker));
            features.addAll(admin);
            if (replies != null) {
                features.add(new DevRoutes(replies));
            }
            return features;
        }
    }
}
