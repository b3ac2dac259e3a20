package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvTemplateTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"--supabase", "--local"})
    void writesAFileThatTheCheckAcceptsOnceTheUrlsAreFilledIn(String kind) throws IOException {
        Path file = directory.resolve("new.env");

        Run written = run("template", kind, file.toString());

        assertThat(written.exitCode()).as(written.err()).isZero();
        assertThat(written.out()).contains("Wrote " + file, "Next: fill in POSTGRES_URL and REDIS_URL");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Run before = run("check", "--env-file", file.toString());
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.out())
                .startsWith("2 settings cannot be used:")
                .contains("POSTGRES_URL = [PROJECT]"
                        .replace("[PROJECT]", kind.equals("--local") ? "[PASSWORD]" : "[PROJECT]"))
                .contains("REDIS_URL = [PASSWORD]");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceAll("(?m)^POSTGRES_URL=.*", "POSTGRES_URL=postgresql://u:k3mZq8@db.example.com/d")
                        .replaceAll("(?m)^REDIS_URL=.*", "REDIS_URL=rediss://default:k3mZq8@r.example.com"));
        Run after = run("check", "--env-file", file.toString());
        assertThat(after.exitCode()).as(after.out()).isZero();
        assertThat(after.out()).startsWith("Settings: fine for ");
    }

    @Test
    void neverOverwritesAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.env"), "A=1");

        Run run = run("template", "--local", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("mine.env exists already, and is never overwritten");
        assertThat(file).hasContent("A=1");
    }

    @Test
    void reportsADirectoryThatIsNotThere() {
        Run run = run("template", "--local", directory.resolve("no/where.env").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Cannot write ");
    }

    @Test
    void wantsOneKind() {
        assertThat(run("template").exitCode()).isEqualTo(2);
        assertThat(run("template", "--local", "--supabase").exitCode()).isEqualTo(2);
    }

    private Run run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "env";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Run.of(Map.of(), directory, all);
    }
}
