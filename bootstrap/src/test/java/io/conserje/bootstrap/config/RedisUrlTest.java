package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.redis.RedisSettings;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

    @Test
    void readsAProvidersUrl() {
        RedisUrl url = RedisUrl.parse("rediss://default:p%40ss@sa-east-1-abc.upstash.io:6380/2");

        assertThat(url)
                .isEqualTo(new RedisUrl(true, "sa-east-1-abc.upstash.io", 6380, 2, "default", new Secret("p@ss")));
        assertThat(url.isManaged()).isTrue();
    }

    @Test
    void fillsInPortAndDatabase() {
        assertThat(RedisUrl.parse("redis://localhost"))
                .isEqualTo(new RedisUrl(false, "localhost", 6379, 0, null, null));
    }

    @Test
    void acceptsAPasswordWithoutAUser() {
        RedisUrl url = RedisUrl.parse("redis://:hush@h");

        assertThat(url.user()).isNull();
        assertThat(url.password()).isEqualTo(new Secret("hush"));
        assertThat(url.forClient()).isEqualTo(new Secret("redis://:hush@h:6379/0"));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h:6379?db=3, redis://h:6379/3",
        "redis://h/3?db=3, redis://h:6379/3",
        "redis://s3cr3tword@h:6379/3, redis://:***@h:6379/3",
        "redis://h?username=ana&password=s3cr3tword, redis://ana:***@h:6379/0",
        "redis://ana@h?password=s3cr3tword, redis://ana:***@h:6379/0",
        "rediss://:s3cr3tword@h?ssl_cert_reqs=required&protocol=3, rediss://:***@h:6379/0",
        "rediss://h?ssl_cert_reqs=CERT_REQUIRED&tls=true, rediss://h:6379/0"
    })
    void honoursParametersAndALoneWord(String text, String expected) {
        RedisUrl url = RedisUrl.parse(text);

        assertThat(url).hasToString(expected);
        assertThat(url.password() != null).isEqualTo(text.contains("s3cr3tword"));
        assertThat(url.notes()).noneMatch(note -> note.contains("s3cr3tword"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://h/2?db=3",
                "redis://h?db=x",
                "rediss://h?ssl_cert_reqs=none",
                "redis://h?ssl=true",
                "rediss://h?tls=false",
                "redis://h?databse=3"
            })
    void refusesParametersThatCannotBeHonoured(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisUrl.parse(text));
    }

    @Test
    void saysWhatALoneWordIsTakenFor() {
        assertThat(RedisUrl.parse("redis://s3cr3tword@h").notes())
                .singleElement()
                .asString()
                .contains("taken as the password");
        assertThat(RedisUrl.parse("redis://h?socket_timeout=5").notes()).hasSize(1);
    }

    @Test
    void hidesThePassword() {
        assertThat(RedisUrl.parse("rediss://default:hush@h:1/3")).hasToString("rediss://default:***@h:1/3");
        assertThat(RedisUrl.parse("redis://:hush@h")).hasToString("redis://:***@h:6379/0");
    }

    @Test
    void encodesThePasswordAgainForTheClient() {
        assertThat(RedisUrl.parse("redis://u:a%20b%2F%2B%40@h").forClient().value())
                .isEqualTo("redis://u:a%20b%2F%2B%40@h:6379/0");
    }

    /** What is taken here must be taken where the service connects, or a check approves of what then cannot start. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://my_redis",
                "redis://u:a%20b%40@my_redis:6380/2",
                "rediss://redis-",
                "redis://10.0.0.7",
                "redis://redis.1:6379",
                "redis://[::1]:6379",
                "redis://[fe80::1%25eth0]"
            })
    void theClientAcceptsEveryHostAcceptedHere(String text) {
        RedisUrl url = RedisUrl.parse(text);

        assertThat(RedisSettings.of(URI.create(url.forClient().value())).toString())
                .contains("[redis" + (url.tls() ? "s" : "") + "://" + url.host() + ":" + url.port() + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://[zzz]", "redis://[", "redis://a[b", "redis://a]", "redis://[::1", "redis://::1"})
    void refusesAHostThatTheClientRefuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisUrl.parse(text))
                .withMessageContaining("it needs a host name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h", "redis://", "redis://a,b", "redis://h/zero", "redis://u:p@ss@h", "h:6379"})
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisUrl.parse(text));
    }
}
