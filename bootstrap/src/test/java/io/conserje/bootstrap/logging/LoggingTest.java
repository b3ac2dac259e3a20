package io.conserje.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.config.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {

    private final PrintStream usual = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setErr(usual);
        MDC.clear();
        Logging.use(LogFormat.TEXT);
    }

    @Test
    void writesTextWithHotelAndRequestIfKnown() {
        begin(LogFormat.TEXT);
        LoggerFactory.getLogger("io.conserje.Example").info("without");
        MDC.put("tenant", "hotel-centro");
        LoggerFactory.getLogger("io.conserje.Example").info("in a hotel");
        MDC.put("correlationId", "abc-1");
        LoggerFactory.getLogger("io.conserje.Example").info("in both");
        MDC.remove("tenant");
        LoggerFactory.getLogger("io.conserje.Example").info("in a request");

        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches(
                                        "\\S+Z INFO  i\\.c\\.Example without|\\S+Z INFO  io\\.conserje\\.Example without"),
                        line -> assertThat(line).endsWith("Example [hotel-centro] in a hotel"),
                        line -> assertThat(line).endsWith("Example [hotel-centro abc-1] in both"),
                        line -> assertThat(line).endsWith("Example [abc-1] in a request"));
    }

    @Test
    void writesOneJsonObjectPerLine() {
        begin(LogFormat.JSON);
        MDC.put("tenant", "hotel-centro");
        MDC.put("correlationId", "abc-1");
        MDC.put("guest", "+5491112345678");
        LoggerFactory.getLogger("io.conserje.Example").warn("two\nlines");

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("{")
                .contains("\"message\":\"two\\nlines\"")
                .contains("\"level\":\"WARN\"")
                .contains("\"tenant\":\"hotel-centro\"")
                .contains("\"correlationId\":\"abc-1\"")
                .doesNotContain("5491112345678");
    }

    @Test
    void quietsLibrariesAndIncludesJavaLogging() {
        begin(LogFormat.TEXT);
        Logging.begin();
        LoggerFactory.getLogger("liquibase.changelog").info("chatter");
        LoggerFactory.getLogger("org.redisson.Version").info("chatter");
        java.util.logging.Logger.getLogger("liquibase.lockservice").info("chatter");
        java.util.logging.Logger.getLogger("liquibase.lockservice").warning("a lock is held");

        assertThat(lines()).singleElement().asString().contains("WARN").endsWith("a lock is held");
    }

    private void begin(LogFormat format) {
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        Logging.use(format);
    }

    private java.util.List<String> lines() {
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
