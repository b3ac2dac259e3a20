package io.conserje.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaIsCurrentTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final String REMEDY =
            "Write them again with: mvn -B -pl adapters-postgres -am verify -Dtest=SchemaIsCurrentTest"
                    + " -Dschema.write=true";

    @Test
    void theClassesMatchTheAppliedChangeSets(@TempDir Path fresh) throws Exception {
        if (Boolean.getBoolean("schema.write")) {
            Schema.generate(SOURCES);
        }
        Schema.generate(fresh);
        Map<String, String> checkedIn = classesBelow(SOURCES);
        Map<String, String> generated = classesBelow(fresh);
        assertThat(checkedIn.keySet()).as(REMEDY).isEqualTo(generated.keySet());
        generated.forEach((file, text) ->
                assertThat(checkedIn.get(file)).as("%s; %s", file, REMEDY).isEqualTo(text));
    }

    private static Map<String, String> classesBelow(Path root) throws IOException {
        Path folder = root.resolve(Schema.PACKAGE.replace('.', '/'));
        Map<String, String> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("package-info.java")) {
                    classes.put(folder.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return classes;
    }
}
