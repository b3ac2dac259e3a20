package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvFileUpdateTest {

    private static final String OWNER = "postgresql://postgres:k3mZq8@db.example.com:5432/postgres";
    private static final DatabaseUrl NEW =
            DatabaseUrl.parse("postgresql://conserje_app:n3w@db.example.com:5432/postgres");

    @TempDir
    Path directory;

    @Test
    void changesOneLineAndNothingElse() throws IOException {
        Path file = file("# Ours\r\nMIGRATIONS_DB_URL=" + OWNER + "\r\nexport POSTGRES_URL=\"" + OWNER
                + "\" # the service\r\nDATABASE_URL=${POSTGRES_URL}\r\n\r\nOTHER='x # y'\r\n");

        update(file, Map.of());

        assertThat(Files.readString(file))
                .isEqualTo("# Ours\r\nMIGRATIONS_DB_URL=" + OWNER + "\r\nexport POSTGRES_URL=\""
                        + NEW.text().value()
                        + "\" # the service\r\nDATABASE_URL=${POSTGRES_URL}\r\n\r\nOTHER='x # y'\r\n");
        assertThat(Settings.from(EnvFile.read(file, Map.of()).values()).warnings())
                .isEmpty();
        assertThat(names()).containsExactly("some.env");
    }

    @ParameterizedTest
    @CsvSource({"rw-------, rw-------", "rw-r-----, rw-r-----", "rw-r--r--, rw-------"})
    void keepsTheModeUnlessEverybodyCanRead(String before, String after) throws IOException {
        Path file = file("MIGRATIONS_DB_URL=" + OWNER + "\nPOSTGRES_URL=" + OWNER);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));

        update(file, Map.of());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(after);
    }

    @Test
    void followsALinkAndAddsALineThatIsMissing() throws IOException {
        Path file = file("ALEMBIC_DB_URL=" + OWNER);
        Path link = Files.createSymbolicLink(directory.resolve("link.env"), file);

        update(link, Map.of());

        assertThat(link).isSymbolicLink();
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "ALEMBIC_DB_URL=" + OWNER, "POSTGRES_URL=" + NEW.text().value());
    }

    @Test
    void writesUnderTheAliasThatCounts() throws IOException {
        Path file = file("MIGRATIONS_DB_URL=" + OWNER + "\nDATABASE_URL=" + OWNER + "\nPOSTGRES_URL=");

        update(file, Map.of());

        assertThat(Files.readAllLines(file))
                .contains("DATABASE_URL=" + NEW.text().value(), "POSTGRES_URL=");
    }

    @Test
    void refusesToLoseTheOwnersLogin() throws IOException {
        for (String content :
                List.of("POSTGRES_URL=" + OWNER, "POSTGRES_URL=" + OWNER + "\nMIGRATIONS_DB_URL=${POSTGRES_URL}")) {
            Path file = file(content);

            assertThatThrownBy(() -> update(file, Map.of()))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("MIGRATIONS_DB_URL")
                    .hasMessageContaining("would lose the owner's login")
                    .hasMessageNotContaining("k3mZq8");
            assertThat(file).hasContent(content);
        }
        assertThat(names()).containsExactly("some.env");
    }

    @Test
    void refusesWhatTheEnvironmentWouldOverride() throws IOException {
        Path file = file("MIGRATIONS_DB_URL=" + OWNER + "\nPOSTGRES_URL=" + OWNER);

        assertThatThrownBy(() -> update(file, Map.of("POSTGRES_URL", OWNER)))
                .hasMessageContaining("the environment sets it too");
    }

    @Test
    void reportsAFileThatIsNotThere() {
        assertThatThrownBy(() -> update(directory.resolve("missing.env"), Map.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Cannot change ");
    }

    @Test
    void leavesTheFileAloneIfNothingIsWritten() throws IOException {
        Path file = file("MIGRATIONS_DB_URL=" + OWNER);

        EnvFileUpdate.begin(file, Map.of(), NEW).close();

        assertThat(file).hasContent("MIGRATIONS_DB_URL=" + OWNER);
        assertThat(names()).containsExactly("some.env");
    }

    @Test
    void saysSoIfTheFileHasGoneMeanwhile() throws IOException {
        Path file = file("MIGRATIONS_DB_URL=" + OWNER);

        try (EnvFileUpdate update = EnvFileUpdate.begin(file, Map.of(), NEW)) {
            Files.delete(file);

            assertThatThrownBy(() -> update.write(NEW))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("Cannot change ");
        }
        assertThat(names()).isEmpty();
    }

    private static void update(Path file, Map<String, String> environment) {
        try (EnvFileUpdate update = EnvFileUpdate.begin(file, environment, NEW)) {
            update.write(NEW);
        }
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("some.env"), content);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
