package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.redis.RedisSettings.Topology;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisSentinel;

/** Connects to a real cluster, and to a real primary through a real sentinel. */
final class RedisTopologiesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void findsAClusterByItsNodesAndAsksAllPrimaries(@TempDir Path folder) {
        try (LocalCluster cluster = new LocalCluster(folder)) {
            List<String> addresses = cluster.addresses();
            RedisSettings settings = new RedisSettings(URI.create(addresses.getFirst()), PATIENCE, 4)
                    .withTopology(new Topology.Cluster(addresses.stream()
                            .skip(1)
                            .map(address -> address.substring("redis://".length()))
                            .toList()));
            try (RedisAdapters adapters = RedisAdapters.connect(settings)) {
                assertThat(adapters.ping()).isTrue();
                assertThat(adapters.evictionPolicy()).contains("noeviction");
                assertThat(adapters.serverVersion()).isPresent();
                for (int hotel = 0; hotel < 20; hotel++) {
                    assertHolds(adapters.roomHolds());
                }
                assertThat(cluster.keys()).as("keys of the nodes").allMatch(keys -> keys > 0);
                try (RespClient last =
                        new RespClient(URI.create(addresses.getLast()).getPort())) {
                    last.send("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
                }
                assertThat(adapters.evictionPolicy()).contains("allkeys-lru");
            }
        }
    }

    @Test
    void findsAPrimaryByItsSentinel() throws IOException {
        int port = LocalRedis.freePort();
        try (LocalRedis primary = new LocalRedis("maxmemory-policy allkeys-lru")) {
            RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                    .port(port)
                    .bind("127.0.0.1")
                    .masterName("hotel")
                    .masterPort(primary.port())
                    .quorumSize(1)
                    .build();
            sentinel.start();
            try (RedisAdapters adapters =
                    RedisAdapters.connect(new RedisSettings(URI.create("redis://127.0.0.1:" + port), PATIENCE, 4)
                            .withTopology(new Topology.Sentinel("hotel", List.of())))) {
                await().atMost(PATIENCE).until(adapters::ping);
                assertThat(adapters.evictionPolicy()).contains("allkeys-lru");
                TenantId tenant = assertHolds(adapters.roomHolds());
                try (RespClient redis = new RespClient(primary.port())) {
                    assertThat(redis.send("KEYS", "*" + tenant + "*")).contains("room:101");
                }
            } finally {
                sentinel.stop();
            }
        }
    }

    @Test
    void refusesImpossibleAddressesAndTopologies() {
        RedisSettings settings = RedisSettings.of(URI.create("rediss://:hunter2@one:7000"));
        RedisSettings cluster = settings.withTopology(new Topology.Cluster(List.of("two:7000", "[::1]:7001")));
        assertThat(cluster.servers()).containsExactly("rediss://one:7000", "rediss://two:7000", "rediss://[::1]:7001");
        assertThat(cluster.toString()).doesNotContain("hunter2");
        for (String address : List.of("two", "redis://two:7000", "ana:hunter2@two:7000", "two:port")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Topology.Cluster(List.of(address)))
                    .withMessageContaining("Example: redis-2:6379")
                    .withMessageNotContaining("hunter2");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Topology.Sentinel(" ", List.of()))
                .withMessageContaining("Example: mymaster");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RedisSettings.of(URI.create("redis://one/3")).withTopology(new Topology.Cluster(List.of())))
                .withMessageContaining("database 0 only");
    }

    private static TenantId assertHolds(RoomHolds holds) {
        TenantId tenant = Fresh.tenant();
        RoomHold hold = RoomHoldsContract.granted(holds.claim(
                tenant,
                RoomHoldsContract.ROOM,
                RoomHoldsContract.nights(1, 3),
                Claimants.anybody(),
                RoomHoldsContract.LASTING));
        assertThat(holds.live(tenant)).containsExactly(hold);
        return tenant;
    }
}
