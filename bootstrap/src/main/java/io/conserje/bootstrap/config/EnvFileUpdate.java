package io.conserje.bootstrap.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A new {@code POSTGRES_URL} in an env file. Everything that can be refused is refused at {@link #begin}, so that a
 * password is changed only if it can be written down. Other lines, comments, line ends, owner and mode stay; a file
 * that every user can read becomes private. A reader sees the old file or the new one. Not thread-safe.
 */
public final class EnvFileUpdate implements AutoCloseable {

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path named;
    private final Path file;
    private final Path unfinished;
    private final Map<String, String> environment;
    private boolean done;

    private EnvFileUpdate(Path named, Path file, Path unfinished, Map<String, String> environment) {
        this.named = named;
        this.file = file;
        this.unfinished = unfinished;
        this.environment = environment;
    }

    /**
     * Checks that the file can be replaced, and that its settings would be right afterwards.
     *
     * @param environment the variables that take precedence over the file
     * @param like a URL that differs only in its password from the one that will be written
     * @throws SettingsException if the URL would have no effect, or the file would lose the owner's login
     * @throws UncheckedIOException if the file cannot be read, or its directory cannot be written
     */
    public static EnvFileUpdate begin(Path file, Map<String, String> environment, DatabaseUrl like) {
        try {
            Path real = file.toRealPath();
            requireRightSettings(file, EnvFile.read(real, environment), environment, like);
            Path unfinished = Files.createTempFile(real.toAbsolutePath().getParent(), ".env.", ".new");
            EnvFileUpdate update = new EnvFileUpdate(file, real, unfinished, environment);
            try {
                update.takeOver();
                return update;
            } catch (IOException refused) {
                update.close();
                throw refused;
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static void requireRightSettings(
            Path file, EnvFile old, Map<String, String> environment, DatabaseUrl like) {
        Settings.Postgres before = old.settings().postgres();
        Settings.Postgres after = EnvFile.parse(changed(old, like), file.toString(), environment)
                .settings()
                .postgres();
        if (!like.text().equals(textOf(after.url()))) {
            throw refused(
                    nameIn(old),
                    "the environment sets it too, and takes precedence over " + file + ": take it out there");
        }
        if (before.migrations() == null || !textOf(before.migrations()).equals(textOf(after.migrations()))) {
            throw refused(
                    "MIGRATIONS_DB_URL",
                    "without it " + file + " would lose the owner's login: first set it there to the owner's URL,"
                            + " in full");
        }
    }

    private static SettingsException refused(String name, String rule) {
        return new SettingsException(
                List.of(new Problem(name, "(not usable with --write)", rule, Catalogue.MIGRATIONS_DB_URL.example())));
    }

    private static Secret textOf(@Nullable DatabaseUrl url) {
        return url == null ? new Secret("") : url.text();
    }

    private static String changed(EnvFile file, DatabaseUrl url) {
        return file.withValue(nameIn(file), url.text().value());
    }

    /** The name that counts in the file, which may be an alias. */
    private static String nameIn(EnvFile file) {
        return Catalogue.POSTGRES_URL.names().stream()
                .filter(name -> !file.values().getOrDefault(name, "").isBlank())
                .findFirst()
                .orElse(Catalogue.POSTGRES_URL.name());
    }

    private void takeOver() throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(unfinished, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        PosixFileAttributes ours = view.readAttributes();
        PosixFileAttributes theirs = Files.readAttributes(file, PosixFileAttributes.class);
        if (!ours.group().equals(theirs.group())) {
            view.setGroup(theirs.group());
        }
        if (!ours.owner().equals(theirs.owner())) {
            view.setOwner(theirs.owner());
        }
        Set<PosixFilePermission> mode = EnumSet.copyOf(theirs.permissions());
        view.setPermissions(mode.removeAll(OTHERS) ? PosixFilePermissions.fromString("rw-------") : mode);
    }

    /**
     * Replaces the file.
     *
     * @param url differs only in its password from the one that was checked
     * @throws UncheckedIOException if the file cannot be replaced; it is then as before
     */
    public void write(DatabaseUrl url) {
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            EnvFile old = EnvFile.parse(Files.readString(file), named.toString(), environment);
            ByteBuffer left = ByteBuffer.wrap(changed(old, url).getBytes(StandardCharsets.UTF_8));
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } catch (IOException e) {
            throw cannotWrite(named, e);
        }
    }

    private static UncheckedIOException cannotWrite(Path file, IOException failed) {
        return new UncheckedIOException("Cannot change " + file + ": " + failed.getMessage(), failed);
    }

    /** Leaves the file as it is, unless it was written. */
    @Override
    public void close() {
        try {
            if (!done) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw cannotWrite(named, e);
        }
    }
}
