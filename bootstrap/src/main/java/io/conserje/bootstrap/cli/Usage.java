package io.conserje.bootstrap.cli;

import java.util.function.Function;

/** Reads options and arguments. */
final class Usage {

    private Usage() {}

    /**
     * Reads the text of an option.
     *
     * @throws UsageException if the reader refuses it, with the option and the reader's message
     */
    static <T> T of(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(option + ": " + wrong.getMessage());
        }
    }
}
