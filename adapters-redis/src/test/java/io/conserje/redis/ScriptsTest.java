package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ScriptsTest {

    private static final Path FOLDER = Path.of("src/main/resources/io/conserje/redis");
    private static final List<String> SHARED = List.of("clock.lua", "held.lua", "leased.lua");

    @Test
    void joinsSharedScriptsAndAScript() {
        assertThat(Scripts.load("clock", "end-session"))
                .isEqualTo(Scripts.load("clock") + "\n" + Scripts.load("end-session"));
    }

    @Test
    void namesAScriptThatIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Scripts.load("clock", "absent"))
                .withMessageContaining("absent.lua");
    }

    @Test
    void everyScriptDescribesItsKeysAndItsAnswer() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.toList()).hasSizeGreaterThan(SHARED.size()).allSatisfy(file -> {
                String script = Files.readString(file);
                assertThat(script).startsWith("-- ");
                String name = file.getFileName().toString();
                String header = script.substring(0, script.indexOf("\n\n"));
                assertThat(header).contains(SHARED.contains(name) ? "Defines:" : "Returns");
                assertThat(header).containsAnyOf("KEYS", "Shared by all scripts");
            });
        }
    }
}
