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
 * PostgreSQL and Redis for a service that was given none: real servers, their data kept in one directory, which one service
 * has at a time. A start after the service was killed ends the servers that it left and finds their data. A service that needs
 * neither server leaves the directory to others. Close it when nothing uses the servers any more. Thread-safe.
 */
public final class EmbeddedServers implements AutoCloseable {

    /** What can be started. */
    public enum Server {
        POSTGRES,
        REDIS
    }

    /** A server that runs. */
    sealed interface Running permits EmbeddedPostgresServer, EmbeddedRedisServer {
        /** Ends it; when this returns it is gone. May be called again. */
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

    /** Enough to recover from a crash with much left to replay. */
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

    /** Which servers the settings leave to be started; none outside development. */
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
     * Starts servers side by side and returns when all of them answer. The first start in a directory unpacks them and takes some
     * seconds. To start none needs no directory: it ends servers that a killed service left there, if it can see to that at once,
     * and has the directory for as long as that takes.
     *
     * @param directory for data, logs and binaries; made if it is not there and a server is started
     * @throws EmbeddedServerException if a server is to be started, and another service has the directory or the server does not
     *     start; nothing is left running
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
            LOG.warn("A server that a killed service left stays: {}", stays.getMessage());
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

    /** The superuser's URL of the PostgreSQL server, or null if it was not asked for. */
    public @Nullable DatabaseUrl postgres() {
        return postgres == null ? null : postgres.url();
    }

    /** The URL of the Redis server, or null if it was not asked for. */
    public @Nullable RedisUrl redis() {
        return redis == null ? null : redis.url();
    }

    /** Stops the servers, side by side, and gives the directory up. May be called again. */
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
