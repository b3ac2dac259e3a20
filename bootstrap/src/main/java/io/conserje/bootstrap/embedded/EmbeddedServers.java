package io.conserje.bootstrap.embedded;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embedded PostgreSQL and Redis servers. Their data is kept in one directory, which one service at a time claims.
 * After a service was killed, the next start ends its servers and keeps their data. A service that needs no embedded
 * server does not claim the directory. Close it when nothing uses the servers any more. Thread-safe.
 */
public final class EmbeddedServers implements AutoCloseable {

    /** A kind of server. */
    public enum Server {
        POSTGRES,
        REDIS
    }

    /** A running server. */
    sealed interface Running permits EmbeddedPostgresServer, EmbeddedRedisServer {
        /** Ends the server, and returns when it has ended. May be called again. */
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

    /** Long enough for PostgreSQL to recover from a crash. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("embedded-server").start(task);

    private final @Nullable DataDirectory directory;
    private final @Nullable EmbeddedPostgresServer postgres;
    private final @Nullable EmbeddedRedisServer redis;

    private EmbeddedServers(
            @Nullable DataDirectory directory,
            @Nullable EmbeddedPostgresServer postgres,
            @Nullable EmbeddedRedisServer redis) {
        this.directory = directory;
        this.postgres = postgres;
        this.redis = redis;
    }

    /** The servers that must be embedded for these settings; none outside development. */
    public static Set<Server> neededBy(Settings settings) {
        Set<Server> needed = EnumSet.noneOf(Server.class);
        if (settings.needsEmbeddedPostgres()) {
            needed.add(Server.POSTGRES);
        }
        if (settings.needsEmbeddedRedis()) {
            needed.add(Server.REDIS);
        }
        return needed;
    }

    /**
     * Starts servers in parallel, and returns when all of them answer. The first start in a directory unpacks them,
     * which takes some seconds. If no server is asked for, the directory need not exist; servers of a killed service
     * are ended if nobody has claimed it.
     *
     * @param directory for data, logs and binaries; created if a server is asked for
     * @throws EmbeddedServerException if another service has claimed the directory, or a server does not start; none
     *     is left running
     */
    public static EmbeddedServers start(Path directory, Set<Server> which) {
        return start(directory, which, PATIENCE);
    }

    static EmbeddedServers start(Path directory, Set<Server> which, Duration patience) {
        if (which.isEmpty()) {
            DataDirectory.claimIfFree(directory).ifPresent(EmbeddedServers::tidy);
            return new EmbeddedServers(null, null, null);
        }
        DataDirectory claimed = DataDirectory.claim(directory);
        CompletableFuture<@Nullable EmbeddedPostgresServer> postgres = which.contains(Server.POSTGRES)
                ? CompletableFuture.supplyAsync(() -> EmbeddedPostgresServer.start(claimed, patience), THREADS)
                : none(() -> EmbeddedPostgresServer.endOrphan(claimed));
        CompletableFuture<@Nullable EmbeddedRedisServer> redis = which.contains(Server.REDIS)
                ? CompletableFuture.supplyAsync(() -> EmbeddedRedisServer.start(claimed, patience), THREADS)
                : none(() -> EmbeddedRedisServer.endOrphan(claimed));
        try {
            CompletableFuture.allOf(postgres, redis).join();
            return new EmbeddedServers(claimed, postgres.join(), redis.join());
        } catch (CompletionException e) {
            closeIfStarted(postgres);
            closeIfStarted(redis);
            claimed.close();
            if (e.getCause() instanceof EmbeddedServerException failure) {
                throw failure;
            }
            throw new EmbeddedServerException("The servers in " + claimed.path() + " did not start", e.getCause());
        }
    }

    private static void tidy(DataDirectory directory) {
        try (directory) {
            EmbeddedPostgresServer.endOrphan(directory);
            EmbeddedRedisServer.endOrphan(directory);
        } catch (EmbeddedServerException stays) {
            LOG.warn("A server of a killed service was not ended: {}", stays.getMessage());
        }
    }

    private static <T> CompletableFuture<@Nullable T> none(Runnable tidying) {
        return CompletableFuture.supplyAsync(
                () -> {
                    tidying.run();
                    return null;
                },
                THREADS);
    }

    private static void closeIfStarted(CompletableFuture<? extends @Nullable Running> server) {
        if (!server.isCompletedExceptionally()) {
            close(server.join());
        }
    }

    private static void close(@Nullable Running server) {
        if (server != null) {
            server.close();
        }
    }

    /** The superuser's URL of the PostgreSQL server; null if it was not asked for. */
    public @Nullable DatabaseUrl postgres() {
        return postgres == null ? null : postgres.url();
    }

    /** The URL of the Redis server; null if it was not asked for. */
    public @Nullable RedisUrl redis() {
        return redis == null ? null : redis.url();
    }

    /** Stops the servers in parallel, and releases the directory. May be called again. */
    @Override
    public void close() {
        try {
            CompletableFuture.allOf(stop(postgres), stop(redis)).join();
        } finally {
            if (directory != null) {
                directory.close();
            }
        }
    }

    private static CompletableFuture<Void> stop(@Nullable Running server) {
        return CompletableFuture.runAsync(() -> close(server), THREADS);
    }
}
