package io.conserje.http.health;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final Duration BOUND = Duration.ofSeconds(10);
    private final AtomicLong nanos = new AtomicLong();

    private static Map<String, BooleanSupplier> checks(BooleanSupplier postgres, BooleanSupplier redis) {
        Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        checks.put("postgres", postgres);
        checks.put("redis", redis);
        return checks;
    }

    @Test
    void runsChecksConcurrently() {
        CyclicBarrier both = new CyclicBarrier(2);
        BooleanSupplier meets = () -> {
            try {
                both.await(5, SECONDS);
                return true;
            } catch (Exception alone) {
                return false;
            }
        };

        assertThat(new Readiness(checks(meets, meets), BOUND, nanos::get).dependencies())
                .isEqualTo(Map.of("postgres", true, "redis", true));
    }

    @Test
    void runsACheckOnceForManyCallers() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        Readiness readiness = new Readiness(
                Map.of("postgres", () -> {
                    asked.incrementAndGet();
                    return waited(goOn);
                }),
                BOUND,
                nanos::get);
        List<Map<String, Boolean>> answers = new CopyOnWriteArrayList<>();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            askers.add(Thread.ofPlatform().start(() -> answers.add(readiness.dependencies())));
        }
        await().until(() -> askers.stream().allMatch(ReadinessTest::waits));
        goOn.countDown();
        for (Thread asker : askers) {
            asker.join();
        }

        assertThat(answers).hasSize(20).allMatch(Map.of("postgres", true)::equals);
        assertThat(asked).hasValue(1);
    }

    @Test
    void doesNotRestartACheckThatHangs() {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(1);
        Readiness readiness = new Readiness(
                checks(
                        () -> {
                            asked.incrementAndGet();
                            boolean answer = waited(goOn);
                            back.countDown();
                            return answer;
                        },
                        () -> true),
                Duration.ofMillis(50),
                nanos::get);

        for (int i = 0; i < 3; i++) {
            assertThat(readiness.dependencies().toString()).isEqualTo("{postgres=false, redis=true}");
            nanos.addAndGet(Readiness.MAX_AGE.toNanos());
        }
        assertThat(asked).hasValue(1);

        goOn.countDown();
        assertThat(waited(back)).isTrue();
        await().untilAsserted(() -> {
            nanos.addAndGet(Readiness.MAX_AGE.toNanos());
            assertThat(readiness.dependencies().toString()).isEqualTo("{postgres=true, redis=true}");
        });
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void isReadyWithoutChecks() {
        assertThat(new Readiness(Map.of(), BOUND, nanos::get).dependencies()).isEmpty();
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(20, SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
