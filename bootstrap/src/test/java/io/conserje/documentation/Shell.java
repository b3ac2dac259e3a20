package io.conserje.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the commands of a page in a folder that has {@code ./conserje}, as an operator does. */
final class Shell {

    private Shell() {}

    /**
     * Runs a script with bash, which ends at the first command that fails.
     *
     * @param log of what it prints, below the module's {@code target}
     * @return what it printed
     */
    static String run(Path folder, String script, String log) throws IOException, InterruptedException {
        write(folder.resolve("conserje"), classPath(false) + "' io.conserje.bootstrap.Launcher \"$@\"\n");
        // The operator's psql may be missing here.
        write(folder.resolve("psql"), classPath(true) + "' io.conserje.documentation.Psql \"$@\"\n");
        Path output = Path.of("target", log);
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "set -e\nPATH=$PWD:$PATH\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n" + script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(8, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        String text = Files.readString(output);
        assertThat(ended).as("The page did not end:%n%s", text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static void write(Path launcher, String end) throws IOException {
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -cp '" + end);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    /** The service's own, without the logging of tests. */
    private static String classPath(boolean withTests) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> withTests || !(entry.endsWith("test-classes") || entry.endsWith("-tests.jar")))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
