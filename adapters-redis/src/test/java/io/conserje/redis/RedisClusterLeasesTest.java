package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LeasesContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.api.RedissonClient;

/** Runs the contract on a cluster, where a hotel's keys share a slot and hotels are spread over the nodes. */
final class RedisClusterLeasesTest implements LeasesContract {

    private static LocalCluster cluster;
    private static RedissonClient redisson;

    @BeforeAll
    static void start(@TempDir Path folder) {
        cluster = new LocalCluster(folder);
        redisson = cluster.client();
    }

    @AfterAll
    static void stop() {
        assertThat(cluster.keys()).as("keys of the nodes").allMatch(keys -> keys > 0);
        redisson.shutdown();
        cluster.close();
    }

    @Override
    public Leases leases() {
        return new RedisLeases(redisson, new RedisCalls("cluster", Duration.ofSeconds(5)));
    }

    @Override
    public void letPass(Duration duration) {
        RedisLocksTest.pass(duration);
    }
}
