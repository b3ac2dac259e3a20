package io.conserje.redis;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LeasesContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RedisLeasesTest implements LeasesContract {

    private static LocalRedis server;
    private static RedisAdapters adapters;

    @BeforeAll
    static void start() {
        server = new LocalRedis();
        adapters = server.adapters();
    }

    @AfterAll
    static void stop() {
        adapters.close();
        server.close();
    }

    @Override
    public Leases leases() {
        return adapters.leases();
    }

    @Override
    public void letPass(Duration duration) {
        RedisLocksTest.pass(duration);
    }
}
