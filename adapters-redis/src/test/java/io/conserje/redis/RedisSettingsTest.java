package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RedisSettingsTest {

    @Test
    void aUrlWithoutPortAndDatabaseHasTheDefaults() {
        RedisSettings settings = of("redis://cache");
        assertThat(settings.server()).isEqualTo("redis://cache:6379");
        assertThat(settings.database()).isZero();
        assertThat(settings.user()).isEmpty();
        assertThat(settings.password()).isEmpty();
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.connections()).isEqualTo(8);
    }

    @Test
    void readsEveryPartOfAUrl() {
        RedisSettings settings = of("rediss://default:p%40ss+w%3Ard@eu1.upstash.io:6380/7");
        assertThat(settings.server()).isEqualTo("rediss://eu1.upstash.io:6380");
        assertThat(settings.database()).isEqualTo(7);
        assertThat(settings.user()).contains("default");
        assertThat(settings.password()).contains("p@ss+w:rd");
        assertThat(of("redis://[::1]:7000/").server()).isEqualTo("redis://[::1]:7000");
    }

    /** Such hosts are common in Compose, and {@link URI} does not accept them. */
    @Test
    void hostsMayHaveUnderscores() {
        RedisSettings settings = of("rediss://default:p%40ss@my_redis:6380/7");
        assertThat(settings.server()).isEqualTo("rediss://my_redis:6380");
        assertThat(settings.database()).isEqualTo(7);
        assertThat(settings.user()).contains("default");
        assertThat(settings.password()).contains("p@ss");
        assertThat(of("redis://my_redis").server()).isEqualTo("redis://my_redis:6379");
        assertThat(of("redis://secret@my_redis").password()).contains("secret");
        assertThat(settings.toString()).doesNotContain("p@ss").doesNotContain("p%40ss");
    }

    @Test
    void aPasswordNeedsNoUser() {
        assertThat(of("redis://:secret@cache").user()).isEmpty();
        assertThat(of("redis://:secret@cache").password()).contains("secret");
        assertThat(of("redis://secret@cache").password()).contains("secret");
        assertThat(of("redis://user:@cache").password()).isEmpty();
    }

    @Test
    void credentialsAreNeverShown() {
        assertThat(of("redis://ana:hunter2@cache:6379/1").toString())
                .isEqualTo("RedisSettings[redis://cache:6379/1, timeout PT3S, 8 connections]");
    }

    @Test
    void refusesOtherUrlsWithoutQuotingThem() {
        for (String url : List.of(
                "http://u:hunter2@cache",
                "cache:6379",
                "redis:///0",
                "redis://u:hunter2@cache,other",
                "redis://u:hunter2@:6379",
                "redis://u:hun@ter2@cache_1",
                "redis://u:hunter2@cache/zero",
                "redis://u:hunter2@cache/1/2",
                "redis://u:hunter2@cache?db=1",
                "redis://u:hunter2@cache#1",
                "redis://u:hunter2@cache/12345")) {
            assertThatIllegalArgumentException()
                    .as(url)
                    .isThrownBy(() -> of(url))
                    .withMessageContaining("Example: rediss://")
                    .withMessageNotContaining("hunter2");
        }
    }

    @Test
    void timeoutAndConnectionsHaveBounds() {
        URI uri = URI.create("redis://cache");
        for (Duration timeout : List.of(Duration.ofMillis(99), Duration.ofMillis(60_001))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RedisSettings(uri, timeout, 8))
                    .withMessageContaining(timeout.toString());
        }
        for (int connections : new int[] {0, 257}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RedisSettings(uri, Duration.ofSeconds(3), connections))
                    .withMessageContaining("Redis is " + connections);
        }
    }

    private static RedisSettings of(String url) {
        return RedisSettings.of(URI.create(url));
    }
}
