package io.conserje.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Java sources of the modules, read from the source tree, because the tests of an adapter are on the class path of that
 * adapter only.
 */
record Sources(List<Source> files) {

    /** One file, without its comments. */
    record Source(Path path, String code) {

        private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

        static Source read(Path path) {
            try {
                String text = Files.readString(path, StandardCharsets.UTF_8);
                return new Source(path, COMMENT.matcher(text).replaceAll(" "));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** The path, for the messages of assertions. */
        @Override
        public String toString() {
            return path.toString();
        }

        String type() {
            String file = path.getFileName().toString();
            return file.substring(0, file.length() - ".java".length());
        }

        boolean mentions(String word) {
            return Pattern.compile("\\b" + Pattern.quote(word) + "\\b")
                    .matcher(code)
                    .find();
        }

        /** Whether a type in the file implements or extends {@code supertype}. */
        boolean realises(String supertype) {
            return Pattern.compile("\\b(implements|extends)\\b[^{;]*\\b" + Pattern.quote(supertype) + "\\b")
                    .matcher(code)
                    .find();
        }
    }

    /** @param kind {@code main} or {@code test} */
    static Sources of(String module, String kind) {
        Path folder = projectRoot().resolve(module).resolve("src").resolve(kind).resolve("java");
        if (!Files.isDirectory(folder)) {
            return new Sources(List.of());
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return new Sources(paths.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .map(Source::read)
                    .toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Path projectRoot() {
        // Surefire runs in the module's folder.
        Path root = Path.of("").toAbsolutePath().getParent();
        if (root == null || !Files.isDirectory(root.resolve("application").resolve("src"))) {
            throw new IllegalStateException(
                    "The sources of the modules are not beside " + Path.of("").toAbsolutePath()
                            + ". Run this test from the folder of the module bootstrap, as Maven does.");
        }
        return root;
    }
}
