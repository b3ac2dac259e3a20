package io.conserje.http.admin;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names of constants in JSON: in lower case. */
final class Names {

    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no constant has this name; the message lists the names */
    static <E extends Enum<E>> E of(E[] constants, String written) {
        return Arrays.stream(constants)
                .filter(constant -> of(constant).equals(written))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Must be one of "
                        + Arrays.stream(constants).map(Names::of).collect(Collectors.joining(", ")) + "."));
    }
}
