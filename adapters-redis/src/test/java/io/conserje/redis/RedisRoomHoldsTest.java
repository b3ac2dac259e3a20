package io.conserje.redis;

import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHoldsContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RedisRoomHoldsTest implements RoomHoldsContract {

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
    public RoomHolds holds() {
        return adapters.roomHolds();
    }

    @Override
    public void letPass(Duration duration) {
        RedisLocksTest.pass(duration);
    }
}
