package io.conserje.bootstrap.cli;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

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

    /**
     * Reads ids. picocli takes a malformed one of several for an argument that no command has.
     *
     * @throws UsageException if one is malformed
     */
    static List<UUID> ids(List<String> written) {
        try {
            return written.stream().map(Usage::id).toList();
        } catch (TypeConversionException malformed) {
            throw new UsageException("ID: " + malformed.getMessage());
        }
    }

    /**
     * Reads an id.
     *
     * @throws TypeConversionException if it is malformed
     */
    static UUID id(String written) {
        try {
            return UUID.fromString(written);
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException("\"" + written
                    + "\" is no id. An id looks like 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4, and lists show it.");
        }
    }
}
