package io.conserje.bootstrap.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks git about env files. Without git, or outside of a repository, nothing is tracked. */
final class GitFiles {

    private static final Logger LOG = LoggerFactory.getLogger(GitFiles.class);
    private static final int SECONDS = 10;

    /** Files of examples are there to be shared. */
    private static final String EXAMPLE = ".*[.](?:example|sample|template|dist)";

    private final String git;

    GitFiles() {
        this("git");
    }

    GitFiles(String git) {
        this.git = git;
    }

    /** The tracked {@code .env*} files of the repository around a directory, and a tracked file in it. */
    List<String> tracked(Path directory, String file) {
        return answer(directory, "ls-files", "-z", "--full-name", "--", ":(top,glob)**/.env*", ":(literal)" + file)
                .map(answer -> Stream.of(answer.split("\0", -1))
                        .filter(path -> isEnvFile(path) || path.endsWith(file))
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    private static boolean isEnvFile(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.startsWith(".env") && !name.matches(EXAMPLE);
    }

    /** Whether {@code git add} would add the file. */
    boolean wouldTrack(Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = Objects.requireNonNullElse(absolute.getParent(), absolute);
        return answer(
                        directory,
                        "ls-files",
                        "-z",
                        "--others",
                        "--exclude-standard",
                        "--",
                        ":(literal)" + absolute.getFileName())
                .filter(answer -> !answer.isEmpty())
                .isPresent();
    }

    private Optional<String> answer(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(git, "-C", directory.toString()));
        command.addAll(List.of(arguments));
        @Nullable Path answer = null;
        try {
            answer = Files.createTempFile("conserje-git", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(answer.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            // Within a hook of git these name another repository.
            builder.environment().keySet().removeAll(List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0
                    ? Optional.of(Files.readString(answer, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException notThere) {
            LOG.debug("Git cannot be asked", notThere);
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            delete(answer);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            LOG.debug("{} is left over", file, left);
        }
    }
}
