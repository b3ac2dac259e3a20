package io.conserje.bootstrap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * The URL of a server that a command was given: as it is, as {@code env:NAME} for the variable that holds it, or as {@code
 * file:PATH} for the file that does.
 *
 * @param isArgument whether the URL itself was typed on the command line, where {@code ps} shows it
 */
record GivenUrl(String option, String url, boolean isArgument) {

    private static final String FROM_ENVIRONMENT = "env:";
    private static final String FROM_FILE = "file:";

    /** @throws UsageException if the variable is not set or the file cannot be read; the message names the option */
    static GivenUrl read(String option, String written, Map<String, String> environment) {
        try {
            if (written.startsWith(FROM_ENVIRONMENT)) {
                return new GivenUrl(option, variable(written.substring(FROM_ENVIRONMENT.length()), environment), false);
            }
            if (written.startsWith(FROM_FILE)) {
                return new GivenUrl(option, contents(written.substring(FROM_FILE.length())), false);
            }
            return new GivenUrl(option, written, true);
        } catch (IllegalArgumentException unreadable) {
            throw unusable(option, unreadable);
        }
    }

    /**
     * The URL as it is understood.
     *
     * @param parser throws {@link IllegalArgumentException} with a message that shows no secret
     * @throws UsageException if the URL cannot be read
     */
    <T> T parsed(Function<String, T> parser) {
        try {
            return parser.apply(url);
        } catch (IllegalArgumentException unreadable) {
            throw unusable(option, unreadable);
        }
    }

    /** What to say of a password that everybody can see. */
    static String warning(String option) {
        return option + ": everybody on this machine can see the password with ps. Use env:NAME or file:PATH.";
    }

    private static UsageException unusable(String option, IllegalArgumentException unreadable) {
        return new UsageException(option + ": " + unreadable.getMessage()
                + ". Give a URL, env:NAME for a variable that holds it, or file:PATH for a file that does.");
    }

    private static String variable(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the variable " + name + " is not set");
        }
        return value;
    }

    private static String contents(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("the file " + path + " cannot be read", unreadable);
        }
    }

    @Override
    public String toString() {
        return "GivenUrl[" + option + "]";
    }
}
