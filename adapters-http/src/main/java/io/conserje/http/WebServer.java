package io.conserje.http;

import io.conserje.http.routing.Exchange;
import io.conserje.http.routing.Routes;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server. Each request has its own virtual thread. Can be started once and stopped once. Thread-safe. */
public final class WebServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** How long a request may wait for its next bytes. A sender that stalls holds a thread and a connection. */
    private static final Duration STALLED = Duration.ofSeconds(10);

    /** The same while all connections are taken, so that new senders soon have one. Idle connections end, too. */
    private static final Duration STALLED_AT_LIMIT = Duration.ofSeconds(2);

    private final ServerConfig config;
    private final int maxConnections;
    private final Javalin javalin;

    /** @param maxConnections further connections wait until one is free */
    WebServer(
            ServerConfig config,
            int maxConnections,
            List<Routes> features,
            Supplier<String> correlationIds,
            RequestListener requests,
            LongSupplier ticker) {
        this.config = config;
        this.maxConnections = maxConnections;
        Envelope envelope = new Envelope(new SecurityHeaders(!config.development()), correlationIds, requests, ticker);
        this.javalin = Javalin.create(javalinConfig -> {
            configure(javalinConfig, envelope);
            features.forEach(feature -> feature.addTo(javalinConfig));
        });
    }

    /**
     * Starts to listen, and returns when the server accepts requests.
     *
     * @throws IllegalStateException if the server cannot listen on the address, or was started before
     */
    public void start() {
        try {
            javalin.start(config.host(), config.port());
        } catch (JavalinException failed) {
            throw new IllegalStateException(
                    "Cannot listen on " + config.host() + ":" + config.port()
                            + ": the port is in use, or the address is not of this machine, or not allowed."
                            + " Choose others with HOST and PORT.",
                    failed);
        }
    }

    /** Returns the port that the started server listens on. */
    public int port() {
        return javalin.port();
    }

    /**
     * Stops the server. It accepts no new connections, waits for running requests up to the stop timeout, and then
     * aborts them. Returns when no request runs. A second call does nothing.
     */
    public void stop() {
        try {
            javalin.stop();
        } catch (JavalinException slow) {
            LOG.warn("Requests still ran after {} and were aborted", config.stopWithin(), slow);
        }
    }

    /** Stops the server, as {@link #stop} does. */
    @Override
    public void close() {
        stop();
    }

    /** Returns the sorted routes, such as {@code GET /path}, without the HEAD that each GET has. */
    SortedSet<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod() && !endpoint.method.equals(HandlerType.HEAD))
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void configure(JavalinConfig javalinConfig, Envelope envelope) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.concurrency.useVirtualThreads = true;
        javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
        javalinConfig.jetty.threadPool = threads();
        javalinConfig.jetty.modifyHttpConfiguration(WebServer::configureHttp);
        javalinConfig.jetty.modifyServer(server -> configureServer(server, envelope));
        javalinConfig.routes.beforeMatched(context -> {
            Endpoint matched = context.endpoints().matchedHttpEndpoint();
            Exchange.of(context).matched(matched == null ? Exchange.NO_ROUTE : matched.path);
        });
    }

    /** A few platform threads wait on sockets. Requests run on virtual threads. */
    private static QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(32, 4);
        pool.setName("http");
        pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-request-"));
        return pool;
    }

    private static void configureHttp(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setIdleTimeout(STALLED.toMillis());
    }

    private void configureServer(Server server, Envelope envelope) {
        server.setStopTimeout(config.stopWithin().toMillis());
        NetworkConnectionLimit limit = new NetworkConnectionLimit(maxConnections, server);
        limit.setEndPointIdleTimeout(STALLED_AT_LIMIT.toMillis());
        server.addBean(limit);
        server.setErrorHandler(new ServerErrors(envelope));
        server.insertHandler(new GracefulHandler());
        server.insertHandler(envelope);
    }
}
