package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("git")
class GitFilesTest {

    @TempDir
    Path directory;

    @Test
    void aTrackedFileIsAFinding() throws Exception {
        Path file = tracked(".env.supabase");
        tracked(".env.example");

        Run run = check("--env-file", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("Settings: fine for development")
                .contains(".env.supabase = tracked by git: ")
                .contains("Example: git rm --cached .env.supabase")
                .doesNotContain(".env.example");
        assertThat(check("--json", "--env-file", file.toString()).out()).contains("\"ok\": false", "tracked by git");
    }

    @Test
    void findsTrackedFilesOfTheWholeRepositoryAndTheOneThatIsNamed() throws Exception {
        tracked("api/.env");
        tracked("api/prod.env");
        Files.writeString(directory.resolve("api/.env.new"), "");

        assertThat(new GitFiles().tracked(directory.resolve("api"), "prod.env"))
                .containsExactly("api/.env", "api/prod.env");
        assertThat(new GitFiles().tracked(directory, ".env")).containsExactly("api/.env");
    }

    @Test
    void anIgnoredFileIsNone() throws Exception {
        git("init");
        Files.writeString(directory.resolve(".gitignore"), ".env.*\n");
        Path ignored = Files.writeString(directory.resolve(".env.local"), "");
        Path other = Files.writeString(directory.resolve("my.env"), "");

        assertThat(new GitFiles().tracked(directory, ".env.local")).isEmpty();
        assertThat(new GitFiles().wouldTrack(ignored)).isFalse();
        assertThat(new GitFiles().wouldTrack(other)).isTrue();
        assertThat(Run.of(
                                Map.of(),
                                directory,
                                "env",
                                "template",
                                "--local",
                                directory.resolve("x.env").toString())
                        .out())
                .contains("git does not ignore it");
    }

    @Test
    void nothingIsFoundOutsideARepositoryOrWithoutGit() throws Exception {
        assertThat(new GitFiles().tracked(directory, ".env")).isEmpty();
        tracked(".env");

        assertThat(new GitFiles("no-such-program").tracked(directory, ".env")).isEmpty();
        assertThat(new GitFiles("no-such-program").wouldTrack(directory.resolve("x.env")))
                .isFalse();
        assertThat(new GitFiles().tracked(directory.resolve("nowhere"), ".env")).isEmpty();
    }

    private Path tracked(String name) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "PORT=8002\n");
        git("init");
        git("add", "--force", name);
        return file;
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(git.waitFor()).isZero();
    }

    private Run check(String... arguments) {
        List<String> all = new ArrayList<>(List.of("env", "check"));
        all.addAll(List.of(arguments));
        return Run.of(Map.of(), directory, all.toArray(String[]::new));
    }
}
