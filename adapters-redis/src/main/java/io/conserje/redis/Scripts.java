package io.conserje.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The Lua scripts beside this class. Each one begins with a description of its keys, arguments and answer. */
final class Scripts {

    private Scripts() {}

    /**
     * Reads files and joins them into one script. Redis knows a script by the hash of its text, so call this once per
     * script.
     *
     * @param names files without {@code .lua}: the shared ones that the last one needs, then the last one
     * @throws IllegalStateException if a file is missing from the artifact
     */
    static String load(String... names) {
        return Arrays.stream(names).map(Scripts::read).collect(Collectors.joining("\n"));
    }

    private static String read(String name) {
        String file = name + ".lua";
        try (InputStream in = Scripts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The artifact of the Redis adapters lacks the script " + file
                        + ". Build or download it again.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot read the script " + file, failed);
        }
    }
}
