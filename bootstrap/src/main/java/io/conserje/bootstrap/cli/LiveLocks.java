package io.conserje.bootstrap.cli;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.RoomHolds;
import io.conserje.bootstrap.Stores;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.config.Store;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.redis.RedisAdapters;

/**
 * The holds and leases of a running service, in the store that the settings name.
 *
 * @param connection to the store; closed with this
 */
public record LiveLocks(RoomHolds holds, Leases leases, AutoCloseable connection) implements AutoCloseable {

    /** @throws UsageException if the store is in the memory of the service, or the settings do not say where Redis is */
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
        RedisAdapters redis = url == null || settings.locks().store() != Store.REDIS ? null : Stores.connect(url);
        LockStore store = Stores.locks(settings, redis).orElse(postgres);
        return new LiveLocks(store.roomHolds(), store.leases(), redis == null ? () -> {} : redis);
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
