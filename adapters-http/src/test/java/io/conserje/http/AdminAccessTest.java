package io.conserje.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {

    private static final String ANY = "/api/admin/nothing-is-here";

    @Test
    void admitsCallersWithTheToken() {
        try (RunningServer http = RunningServer.start()) {
            assertThat(http.admin("GET", ANY, null).statusCode()).isEqualTo(404);
            assertThat(http.send(http.request(ANY).header("Authorization", "bearer  " + RunningServer.ADMIN_TOKEN))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic the-admin-token",
                "the-admin-token",
                "Bearer the-admin-token2"
            })
    void refusesOtherCredentials(String authorization) {
        try (RunningServer http = RunningServer.start()) {
            HttpResponse<String> refused = http.send(http.request(ANY).header("Authorization", authorization));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"conserje\"");
            assertThat(refused.body()).doesNotContain("the-admin-token").contains("ADMIN_API_TOKEN");
            assertThat(http.get(ANY).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void refusesAllCallersIfNoTokenIsSet() {
        ServerConfig off =
                new ServerConfig("127.0.0.1", 0, false, null, RunningServer.SECRET, null, Duration.ofSeconds(1));
        try (RunningServer http = RunningServer.start(off, parts -> parts)) {
            HttpResponse<String> refused = http.admin("GET", ANY, null);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("set ADMIN_API_TOKEN");
        }
    }

    @Test
    void limitsTheRateOfOneAddress() {
        AtomicLong nanos = new AtomicLong();
        try (RunningServer http = RunningServer.start(RunningServer.PRODUCTION, parts -> parts.ticker(nanos::get))) {
            for (int call = 0; call < 300; call++) {
                assertThat(http.get(ANY).statusCode()).isEqualTo(401);
            }
            HttpResponse<String> tooMany = http.get(ANY);
            assertThat(tooMany.statusCode()).isEqualTo(429);
            assertThat(tooMany.headers().firstValue("Retry-After")).contains("1");
            assertThat(http.get("/health/live").statusCode()).isEqualTo(200);

            for (int call = 0; call < 300; call++) {
                assertThat(http.admin("GET", ANY, null).statusCode())
                        .as("those with the token have their own allowance")
                        .isEqualTo(404);
            }
            assertThat(http.admin("GET", ANY, null).statusCode()).isEqualTo(429);

            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(http.admin("GET", ANY, null).statusCode()).isEqualTo(404);
        }
    }
}
