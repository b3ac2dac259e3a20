package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an embedder gets by adding this artifact: the runtime class path as Maven resolved it during this build. */
final class ClassPathOfEmbeddersTest {

    private static final int MAX_ENTRIES = 30;
    private static final long MAX_BYTES = 20_000_000;

    private static final List<Path> ENTRIES = entries();

    private static List<Path> entries() {
        try {
            String resolved = Files.readString(Path.of("target/class-path-of-embedders"));
            // The file lists what the artifact depends on; the artifact itself is one more entry.
            return Stream.concat(
                            Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
                                    .splitAsStream(resolved.strip()),
                            Stream.of("target/classes"))
                    .map(Path::of)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A class path that lacked these would prove nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"jooq", "liquibase-core", "postgresql", "libphonenumber", "caffeine", "slf4j-api"})
    void hasWhatTheLibraryNeeds(String artifact) {
        assertThat(ENTRIES).anyMatch(entry -> isJarOf(entry, artifact));
    }

    @Test
    void hasAtMostThirtyEntries() {
        assertThat(ENTRIES).hasSizeLessThanOrEqualTo(MAX_ENTRIES);
    }

    @Test
    void hasAtMostTwentyMegabytes() {
        assertThat(ENTRIES.stream().mapToLong(ClassPathOfEmbeddersTest::bytes).sum())
                .isBetween(MAX_BYTES / 4, MAX_BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javalin",
                "jetty",
                "servlet",
                "kotlin",
                "picocli",
                "logback",
                "log4j",
                "slf4j-simple",
                "micrometer",
                "prometheus",
                "redisson",
                "netty",
                "jackson",
                "HikariCP",
                "embedded",
                "bcrypt",
                "adapters-redis",
                "adapters-http",
                "adapters-metrics",
                "bootstrap",
                "conserje-redis",
                "conserje-http",
                "conserje-metrics",
                "conserje-bootstrap",
                "junit"
            })
    void doesNotHaveWhatOnlyTheServiceNeeds(String word) {
        assertThat(ENTRIES).noneMatch(entry -> isNamed(entry, word));
    }

    @Test
    void theForbiddenWordsAreFound() {
        assertThat(isNamed(Path.of("repository/ch/qos/logback/logback-classic-1.6.6.jar"), "logback"))
                .isTrue();
        assertThat(isNamed(Path.of("project/adapters-redis/target/classes"), "adapters-redis"))
                .isTrue();
    }

    private static boolean isJarOf(Path entry, String artifact) {
        return String.valueOf(entry.getFileName()).matches(Pattern.quote(artifact) + "-[0-9].*\\.jar");
    }

    /** The name of a jar, or of the module whose classes they are. */
    private static boolean isNamed(Path entry, String word) {
        Path module = entry.endsWith("target/classes") ? entry.resolve("../..").normalize() : entry;
        return String.valueOf(module.getFileName()).contains(word);
    }

    private static long bytes(Path entry) {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
