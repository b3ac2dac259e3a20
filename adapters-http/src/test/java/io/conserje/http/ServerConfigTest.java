package io.conserje.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.http.dev.RecentReplies;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

    private static ServerConfig config(String host, int port, boolean development, @Nullable String secret) {
        return new ServerConfig(host, port, development, "verify-me", secret, "admin-me", Duration.ofSeconds(1));
    }

    @Test
    void requiresTheAppSecretOutsideDevelopment() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config("h", 1, false, null))
                .withMessageContaining("WHATSAPP_APP_SECRET");
        assertThat(config("h", 1, true, null).appSecret()).isNull();
    }

    @Test
    void refusesBlankSecrets() {
        assertThatIllegalArgumentException().isThrownBy(() -> config("h", 1, true, " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerConfig("h", 1, true, "", "s", null, Duration.ofSeconds(1)));
    }

    @Test
    void refusesValuesOutOfBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> config("h", -1, true, "s"));
        assertThatIllegalArgumentException().isThrownBy(() -> config("h", 65_536, true, "s"));
        assertThatIllegalArgumentException().isThrownBy(() -> config(" ", 1, true, "s"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerConfig("h", 1, true, null, "s", null, Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerConfig("h", 1, true, null, "s", null, Duration.ofSeconds(301)));
    }

    @Test
    void showsNoSecret() {
        assertThat(config("127.0.0.1", 8002, false, "hunter2").toString())
                .contains("127.0.0.1", "8002")
                .doesNotContain("hunter2", "verify-me");
    }

    @Test
    void showsRepliesInDevelopmentOnly() {
        RecentReplies replies = HttpAdapters.recentReplies(InstantSource.system(), reply -> {});

        assertThatThrownBy(() -> RunningServer.start(RunningServer.PRODUCTION, parts -> parts.showing(replies)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("development");
    }
}
