package io.conserje.redis;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.session.Sessions;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.redis.RedisSettings.Topology;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodeAsync;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SingleServerConfig;

/**
 * The stores in Redis: one server, a cluster, or a primary that sentinels watch. Thread-safe. {@link #close} closes the
 * connections.
 */
public final class RedisAdapters implements LockStore, AutoCloseable {

    private static final Duration RETRY_DELAY = Duration.ofMillis(100);

    private final RedissonClient redisson;
    private final RedisCalls calls;
    private final Duration timeout;
    private final Topology topology;
    private final Sessions sessions;

    private RedisAdapters(RedissonClient redisson, RedisSettings settings) {
        this.redisson = redisson;
        this.calls = new RedisCalls(settings.address(), settings.timeout());
        this.timeout = settings.timeout();
        this.topology = settings.topology();
        this.sessions = new RedisSessions(redisson, calls);
    }

    /**
     * Creates the stores. The first operation opens the first connection, so a service can start while Redis is down.
     */
    public static RedisAdapters connect(RedisSettings settings) {
        return new RedisAdapters(Redisson.create(config(settings)), settings);
    }

    /** Returns the store of sessions. It is thread-safe, and usable until {@link #close}. */
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public RoomHolds roomHolds() {
        return new RedisRoomHolds(redisson, calls);
    }

    @Override
    public Leases leases() {
        return new RedisLeases(redisson, calls);
    }

    /** Returns everything that is kept here, for moving it. It is thread-safe, and usable until {@link #close}. */
    public RedisContents contents() {
        return new RedisContents(redisson, calls);
    }

    /** Returns whether the server answers within the timeout. In a cluster every primary must answer. */
    public boolean ping() {
        try {
            return calls
                    .call(
                            "answer a ping",
                            () -> askPrimaries(node -> node.pingAsync(timeout.toMillis(), TimeUnit.MILLISECONDS)))
                    .stream()
                    .allMatch(Boolean::booleanValue);
        } catch (StoreUnavailableException unreachable) {
            return false;
        }
    }

    /**
     * Returns what Redis does when its memory is full, such as {@code noeviction}, which loses no session. Empty if
     * Redis does not report it. In a cluster another policy than {@code noeviction} is returned if a primary has one.
     *
     * @throws StoreUnavailableException if Redis does not answer within the timeout
     */
    public Optional<String> evictionPolicy() {
        List<String> policies = info(InfoSection.MEMORY, "maxmemory_policy");
        return policies.stream()
                .filter(policy -> !policy.equals("noeviction"))
                .findFirst()
                .or(() -> policies.stream().findFirst());
    }

    /**
     * Returns Redis's version, such as {@code 7.2.4}. Empty if Redis does not report it. In a cluster it is the version
     * of one primary.
     *
     * @throws StoreUnavailableException if Redis does not answer within the timeout
     */
    public Optional<String> serverVersion() {
        return info(InfoSection.SERVER, "redis_version").stream().findFirst();
    }

    /**
     * Returns whether the server is a replica, which takes no writes. False if Redis does not report it.
     *
     * @throws StoreUnavailableException if Redis does not answer within the timeout
     */
    public boolean isReplica() {
        return info(InfoSection.REPLICATION, "role").contains("slave");
    }

    /** Closes the connections. Later calls of the stores throw {@link IllegalStateException}. */
    @Override
    public void close() {
        redisson.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<String> info(InfoSection section, String name) {
        return calls
                .call(
                        "describe itself",
                        () -> askPrimaries(node -> node.infoAsync(section)
                                .toCompletableFuture()
                                .exceptionallyCompose(failed -> RedisErrors.isForbidden(failed)
                                        ? CompletableFuture.completedFuture(Map.of())
                                        : CompletableFuture.failedFuture(failed))))
                .stream()
                .flatMap(info -> Optional.ofNullable(info.get(name)).stream())
                .toList();
    }

    /** Completes with the answers of all primaries. */
    private <T> CompletableFuture<List<T>> askPrimaries(Function<RedisNodeAsync, CompletionStage<T>> question) {
        return Futures.all(primaries().stream()
                .map(node -> question.apply(node).toCompletableFuture())
                .toList());
    }

    private Collection<? extends RedisNodeAsync> primaries() {
        return switch (topology) {
            case Topology.Single single ->
                List.of(redisson.getRedisNodes(RedisNodes.SINGLE).getInstance());
            case Topology.Cluster cluster ->
                redisson.getRedisNodes(RedisNodes.CLUSTER).getMasters();
            case Topology.Sentinel sentinel ->
                List.of(redisson.getRedisNodes(RedisNodes.SENTINEL_MASTER_SLAVE).getMaster());
        };
    }

    private static Config config(RedisSettings settings) {
        Config config = new Config()
                .setLazyInitialization(true)
                .setCodec(StringCodec.INSTANCE)
                .setThreads(2)
                .setNettyThreads(4)
                .setTcpKeepAlive(true);
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        switch (settings.topology()) {
            case Topology.Single single -> single(config.useSingleServer(), settings);
            case Topology.Cluster cluster ->
                replicated(config.useClusterServers(), settings)
                        .addNodeAddress(settings.servers().toArray(String[]::new));
            case Topology.Sentinel sentinel ->
                replicated(config.useSentinelServers(), settings)
                        .setMasterName(sentinel.primary())
                        .setDatabase(settings.database())
                        // Redisson checks for two sentinels by default. One is enough to find the primary.
                        .setCheckSentinelsList(false)
                        .addSentinelAddress(settings.servers().toArray(String[]::new));
        }
        return config;
    }

    private static void single(SingleServerConfig server, RedisSettings settings) {
        withTimeouts(server, settings)
                .setAddress(settings.server())
                .setDatabase(settings.database())
                .setConnectionPoolSize(settings.connections())
                .setConnectionMinimumIdleSize(1)
                // Conserje does not subscribe to channels of Redis.
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0);
    }

    /** Reads go to primaries, because a replica may not know the latest holds yet. */
    private static <C extends BaseMasterSlaveServersConfig<C>> C replicated(C servers, RedisSettings settings) {
        return withTimeouts(servers, settings)
                .setReadMode(ReadMode.MASTER)
                .setMasterConnectionPoolSize(settings.connections())
                .setMasterConnectionMinimumIdleSize(1)
                .setSlaveConnectionMinimumIdleSize(1);
    }

    private static <C extends BaseConfig<C>> C withTimeouts(C servers, RedisSettings settings) {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        return servers.setTimeout(millis)
                .setConnectTimeout(millis)
                .setRetryAttempts(1)
                .setRetryDelay(new ConstantDelay(RETRY_DELAY));
    }
}
