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

/** The stores on one Redis server, cluster, or primary that sentinels watch, and what can be asked about it. Thread-safe. Close it to close its connections. */
public final class RedisAdapters implements LockStore, AutoCloseable {

    private static final Duration BEFORE_A_RETRY = Duration.ofMillis(100);

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

    /** Prepares the connections; the first is opened by the first operation, so that a service starts without Redis. */
    public static RedisAdapters connect(RedisSettings settings) {
        return new RedisAdapters(Redisson.create(config(settings)), settings);
    }

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

    /** Whether the server answers within the timeout; of a cluster, whether every primary does. */
    public boolean ping() {
        try {
            return calls
                    .call(
                            "answer a ping",
                            () -> ofEach(node -> node.pingAsync(timeout.toMillis(), TimeUnit.MILLISECONDS)))
                    .stream()
                    .allMatch(Boolean::booleanValue);
        } catch (StoreUnavailableException unreachable) {
            return false;
        }
    }

    /**
     * What the server does when its memory is full ({@code noeviction} loses no session); empty where it does not say. Of a
     * cluster, another policy than that if a primary has one.
     *
     * @throws StoreUnavailableException if it cannot be reached
     */
    public Optional<String> evictionPolicy() {
        List<String> told = told(InfoSection.MEMORY, "maxmemory_policy");
        return told.stream()
                .filter(policy -> !policy.equals("noeviction"))
                .findFirst()
                .or(() -> told.stream().findFirst());
    }

    /**
     * Such as {@code 7.2.4}; empty where the server does not say. Of a cluster, that of one primary.
     *
     * @throws StoreUnavailableException if it cannot be reached
     */
    public Optional<String> serverVersion() {
        return told(InfoSection.SERVER, "redis_version").stream().findFirst();
    }

    /** Closes the connections. Every later use throws {@link IllegalStateException}. */
    @Override
    public void close() {
        redisson.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<String> told(InfoSection section, String name) {
        return calls.call("describe itself", () -> ofEach(node -> node.infoAsync(section))).stream()
                .flatMap(info -> Optional.ofNullable(info.get(name)).stream())
                .toList();
    }

    /** The answers of every primary, once all have answered. */
    private <T> CompletableFuture<List<T>> ofEach(Function<RedisNodeAsync, CompletionStage<T>> question) {
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
                        // One is enough; the rule of two is for those who list all they have.
                        .setCheckSentinelsList(false)
                        .addSentinelAddress(settings.servers().toArray(String[]::new));
        }
        return config;
    }

    private static void single(SingleServerConfig server, RedisSettings settings) {
        patient(server, settings)
                .setAddress(settings.server())
                .setDatabase(settings.database())
                .setConnectionPoolSize(settings.connections())
                .setConnectionMinimumIdleSize(1)
                // Nothing here subscribes.
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0);
    }

    /** Reads go to primaries too: a replica may not know yet who holds what. */
    private static <C extends BaseMasterSlaveServersConfig<C>> C replicated(C servers, RedisSettings settings) {
        return patient(servers, settings)
                .setReadMode(ReadMode.MASTER)
                .setMasterConnectionPoolSize(settings.connections())
                .setMasterConnectionMinimumIdleSize(1)
                .setSlaveConnectionMinimumIdleSize(1);
    }

    private static <C extends BaseConfig<C>> C patient(C servers, RedisSettings settings) {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        return servers.setTimeout(millis)
                .setConnectTimeout(millis)
                .setRetryAttempts(1)
                .setRetryDelay(new ConstantDelay(BEFORE_A_RETRY));
    }
}
