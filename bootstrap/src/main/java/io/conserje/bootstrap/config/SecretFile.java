package io.conserje.bootstrap.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a secret from a file of its own. */
final class SecretFile {

    private static final long MAX_BYTES = 64 * 1024;

    private SecretFile() {}

    /**
     * The text of the file, without white space around it.
     *
     * @throws IllegalArgumentException if there is no such file, or it is empty, too long or not UTF-8; the message
     *     holds no part of it
     */
    static String read(String path) {
        try {
            Path file = Path.of(path);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new IllegalArgumentException("the file must exist and be readable");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("the file must have 64 KiB at most");
            }
            String text = Files.readString(file).trim();
            if (text.isEmpty()) {
                throw new IllegalArgumentException("the file is empty");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the file must be UTF-8", e);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("the file must exist and be readable", e);
        }
    }
}
