package io.conserje.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's Markdown files, read from the tree that this build runs in. */
final class Documents {

    /** The folder that holds the README. Surefire runs in the folder of the module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```(?:sh|bash)\n(.*?)^```");

    private Documents() {}

    static List<Path> all() {
        return Stream.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("docs/adr"), ROOT.resolve("docs/es"))
                .filter(Files::isDirectory)
                .flatMap(Documents::markdownIn)
                .toList();
    }

    private static Stream<Path> markdownIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The commands in a document's shell blocks, without comments and empty lines. */
    static List<String> commands(Path file) {
        return SHELL_BLOCK
                .matcher(read(file))
                .results()
                .map(MatchResult::group)
                .flatMap(String::lines)
                .filter(line -> !line.startsWith("```"))
                .map(line -> line.replaceFirst("(^|\\s+)# .*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
