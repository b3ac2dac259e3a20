package io.conserje.bootstrap.cli;

import java.util.function.Function;

/** Reads what was typed. */
final class Usage {

    private Usage() {}

    /**
     * What an option's text means.
     *
     * @throws UsageException if it means nothing, with the rule that the reader names
     */
    static <T> T of(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(option + ": " + wrong.getMessage());
        }
    }
}
