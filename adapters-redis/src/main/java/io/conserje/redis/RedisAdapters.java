package io.conserje.redis;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.session.Sessions;
import io.conserje.application.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisMaster;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;

/** The stores on one Redis server, and what can be asked about it. Thread-safe. Close it to close its connections. */
public final class RedisAdapters implements AutoCloseable {

    private static final Duration BEFORE_A_RETRY = Duration.ofMillis(100);

    private final RedissonClient redisson;
    private final RedisCalls calls;
    private final Duration timeout;
    private final Sessions sessions;

    private RedisAdapters(RedissonClient redisson, RedisSettings settings) {
        this.redisson = redisson;
        this.calls = new RedisCalls(settings.address(), settings.timeout());
        this.timeout = settings.timeout();
        this.sessions = new RedisSessions(redisson, calls);
    }

    /** Prepares the connections; the first is opened by the first operation, so that a service starts without Redis. */
    public static RedisAdapters connect(RedisSettings settings) {
        return new RedisAdapters(Redisson.create(config(settings)), settings);
    }

    public Sessions sessions() {
        return sessions;
    }

    public RoomHolds roomHolds() {
        return new RedisRoomHolds(redisson, calls);
    }

    public Leases leases() {
        return new RedisLeases(redisson, calls);
    }

    /** Whether the server answers within the timeout. */
    public boolean ping() {
        try {
            return calls.call("answer a ping", () -> node().pingAsync(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StoreUnavailableException unreachable) {
            return false;
        }
    }

    /**
     * What the server does when its memory is full ({@code noeviction} loses no session); empty where it does not say.
     *
     * @throws StoreUnavailableException if it cannot be reached
     */
    public Optional<String> evictionPolicy() {
        return told(InfoSection.MEMORY, "maxmemory_policy");
    }

    /**
     * Such as {@code 7.2.4}; empty where the server does not say.
     *
     * @throws StoreUnavailableException if it cannot be reached
     */
    public Optional<String> serverVersion() {
        return told(InfoSection.SERVER, "redis_version");
    }

    /** Closes the connections. Every later use throws {@link IllegalStateException}. */
    @Override
    public void close() {
        redisson.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<String> told(InfoSection section, String name) {
        Map<String, String> info = calls.call("describe itself", () -> node().infoAsync(section));
        return Optional.ofNullable(info.get(name));
    }

    private RedisMaster node() {
        return redisson.getRedisNodes(RedisNodes.SINGLE).getInstance();
    }

    private static Config config(RedisSettings settings) {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        Config config = new Config()
                .setLazyInitialization(true)
                .setCodec(StringCodec.INSTANCE)
                .setThreads(2)
                .setNettyThreads(4)
                .setTcpKeepAlive(true);
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.useSingleServer()
                .setAddress(settings.server())
                .setDatabase(settings.database())
                .setConnectionPoolSize(settings.connections())
                .setConnectionMinimumIdleSize(1)
                // Nothing here subscribes.
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0)
                .setTimeout(millis)
                .setConnectTimeout(millis)
                .setRetryAttempts(1)
                .setRetryDelay(new ConstantDelay(BEFORE_A_RETRY));
        return config;
    }
}
