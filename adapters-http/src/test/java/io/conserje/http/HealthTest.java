package io.conserje.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {

    @Test
    void livenessChecksNoDependency() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.check("postgres", () -> {
                    throw new AssertionError("Asked for liveness");
                }))) {
            HttpResponse<String> response = http.get("/health/live");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(response.body()).isEqualTo("{\"status\":\"healthy\"}");
        }
    }

    @Test
    void isReadyIfAllDependenciesAnswer() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.check("postgres", () -> true).check("redis", () -> true))) {
            HttpResponse<String> response = http.get("/health/ready");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .isEqualTo("{\"status\":\"ready\",\"dependencies\":{\"postgres\":true,\"redis\":true}}");
        }
    }

    @Test
    void omitsDependenciesThatAreNotUsed() {
        try (RunningServer http =
                RunningServer.start(RunningServer.PRODUCTION, parts -> parts.check("postgres", () -> true))) {
            assertThat(http.get("/health/ready").body())
                    .isEqualTo("{\"status\":\"ready\",\"dependencies\":{\"postgres\":true}}");
        }
    }

    @Test
    void isUnavailableIfADependencyFails() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.check("postgres", () -> {
                            throw new IllegalStateException("password=hunter2");
                        })
                        .check("redis", () -> true))) {
            HttpResponse<String> response = http.get("/health/ready");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(response.body())
                    .isEqualTo("{\"status\":\"unavailable\",\"dependencies\":{\"postgres\":false,\"redis\":true}}");
        }
    }

    @Test
    void isDegradedWithoutADispensableDependency() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.check("postgres", () -> true).checkDispensable("redis", () -> false))) {
            HttpResponse<String> response = http.get("/health/ready");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .isEqualTo("{\"status\":\"degraded\",\"dependencies\":{\"postgres\":true,\"redis\":false}}");
        }
    }

    @Test
    void isUnavailableIfANecessaryDependencyFailsToo() {
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.check("postgres", () -> false).checkDispensable("redis", () -> false))) {
            HttpResponse<String> response = http.get("/health/ready");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).startsWith("{\"status\":\"unavailable\"");
        }
    }

    @Test
    void isUnavailableAfterTwoSecondsIfADependencyHangs() {
        CountDownLatch never = new CountDownLatch(1);
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION,
                parts -> parts.check("postgres", () -> true).check("redis", () -> waitsFor(never)))) {
            long began = System.nanoTime();
            HttpResponse<String> response = http.get("/health/ready");
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body())
                    .isEqualTo("{\"status\":\"unavailable\",\"dependencies\":{\"postgres\":true,\"redis\":false}}");
            assertThat(took).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        } finally {
            never.countDown();
        }
    }

    @Test
    void reusesAnAnswerForOneSecond() {
        AtomicLong nanos = new AtomicLong();
        AtomicBoolean up = new AtomicBoolean(true);
        try (RunningServer http = RunningServer.start(
                RunningServer.PRODUCTION, parts -> parts.ticker(nanos::get).check("postgres", up::get))) {
            assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
            up.set(false);
            nanos.addAndGet(999_999_999);
            assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
            nanos.addAndGet(1);
            assertThat(http.get("/health/ready").statusCode()).isEqualTo(503);
        }
    }

    private static boolean waitsFor(CountDownLatch latch) {
        try {
            return latch.await(30, SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
