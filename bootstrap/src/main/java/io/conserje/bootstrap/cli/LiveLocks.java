package io.conserje.bootstrap.cli;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.RoomHolds;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.config.Store;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.net.URI;

/**
 * Holds and leases where the settings say that they are kept, for as long as a command looks at them.
 *
 * @param connection closed with it
 */
public record LiveLocks(RoomHolds holds, Leases leases, AutoCloseable connection) implements AutoCloseable {

    /** @throws UsageException if what is kept there cannot be seen from another process, or nobody says where it is */
    static void check(Settings settings) {
        if (settings.locks().store() == Store.MEMORY) {
            throw new UsageException(
                    "LOCKS=memory: holds are in the service's own process, and cannot be seen from here");
        }
        if (settings.locks().store() == Store.REDIS && settings.redis() == null) {
            throw new UsageException(
                    "Holds are in Redis, and REDIS_URL does not say where: give it, or LOCKS=postgres if they are there."
                            + " What an embedded Redis holds ends with the service that embeds it.");
        }
    }

    static LiveLocks open(Settings settings, PostgresAdapters postgres) {
        RedisUrl url = settings.redis();
        if (settings.locks().store() == Store.POSTGRES || url == null) {
            return new LiveLocks(postgres.roomHolds(), postgres.leases(), () -> {});
        }
        RedisAdapters redis = RedisAdapters.connect(
                RedisSettings.of(URI.create(url.forClient().value())));
        return new LiveLocks(redis.roomHolds(), redis.leases(), redis);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (Exception failed) {
            throw new IllegalStateException("The connection was not closed", failed);
        }
    }
}
