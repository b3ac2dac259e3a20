package io.conserje.bootstrap;

import io.conserje.application.lock.LockStore;
import io.conserje.application.memory.InMemory;
import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.MockPropertyManagement;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.session.Sessions;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the store that the settings name: the one place that knows every kind of store. */
public final class Stores {

    private Stores() {}

    /** Prepares connections to Redis. The first one is opened by the first operation. */
    public static RedisAdapters connect(RedisUrl url) {
        return RedisAdapters.connect(RedisSettings.of(URI.create(url.forClient().value())));
    }

    /**
     * The store of holds and leases.
     *
     * @param redis null if there is none
     * @return empty if they are in PostgreSQL, with everything else
     * @throws IllegalStateException if the settings name Redis and there is none
     */
    public static Optional<LockStore> locks(Settings settings, @Nullable RedisAdapters redis) {
        return switch (settings.locks().store()) {
            case MEMORY -> Optional.of(InMemory.locks(InstantSource.system()));
            case POSTGRES -> Optional.empty();
            case REDIS -> Optional.of(required(redis, "LOCKS"));
        };
    }

    /**
     * The store of guests' sessions.
     *
     * @param redis null if there is none
     * @return empty if they are in PostgreSQL, with everything else
     * @throws IllegalStateException if the settings name Redis and there is none
     */
    public static Optional<Sessions> sessions(Settings settings, @Nullable RedisAdapters redis) {
        return switch (settings.sessions().store()) {
            case MEMORY -> Optional.of(InMemory.sessions(InstantSource.system()));
            case POSTGRES -> Optional.empty();
            case REDIS -> Optional.of(required(redis, "SESSIONS").sessions());
        };
    }

    /**
     * The property management system.
     *
     * @param bookings those of this service, which the mock does not offer again
     */
    static PropertyManagement propertyManagement(Settings settings, Bookings bookings) {
        return switch (settings.pms()) {
            case MOCK -> new MockPropertyManagement(bookings::find);
        };
    }

    private static RedisAdapters required(@Nullable RedisAdapters redis, String setting) {
        if (redis == null) {
            throw new IllegalStateException(setting + " is redis, and REDIS_URL is not set");
        }
        return redis;
    }
}
