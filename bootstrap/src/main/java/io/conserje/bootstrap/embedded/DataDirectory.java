package io.conserje.bootstrap.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory with the servers' data. One service at a time claims it; the operating system ends the claim with the
 * process.
 */
final class DataDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Nobody else may enter it: it has the servers' programs and the hotels' data. */
    private static Path created(Path directory) throws IOException {
        Files.createDirectories(directory);
        PosixFileAttributeView view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
        return directory;
    }

    /** @throws EmbeddedServerException if another service has claimed it, in any process, or it cannot be written */
    static DataDirectory claim(Path directory) {
        try {
            Path path = created(directory).toRealPath();
            FileChannel channel = open(path);
            if (!tryLock(channel)) {
                String holder = contentOf(channel);
                channel.close();
                throw new EmbeddedServerException(
                        "The directory " + path + " is in use by another Conserje"
                                + (holder.isEmpty() ? "" : " (process " + holder + ")")
                                + ". Stop it, or set POSTGRES_URL and REDIS_URL to other servers"
                                + portOf(path),
                        null);
            }
            return claimed(path, channel);
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "The directory " + directory.toAbsolutePath() + " cannot be used for the servers' data: "
                            + e.getMessage()
                            + ". Start in a directory that can be written, or set POSTGRES_URL and REDIS_URL",
                    e);
        }
    }

    /** Claims the directory if it exists, can be written, and is not claimed. It is not created. */
    static Optional<DataDirectory> claimIfFree(Path directory) {
        try {
            Path path = directory.toRealPath();
            FileChannel channel = open(path);
            if (tryLock(channel)) {
                return Optional.of(claimed(path, channel));
            }
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} was not claimed", directory, e);
        }
        return Optional.empty();
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static DataDirectory claimed(Path path, FileChannel channel) throws IOException {
        byte[] holder = String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder), 0);
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String contentOf(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(20);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    }

    private static String portOf(Path path) {
        @Nullable String url = EmbeddedPostgresServer.urlOfRunning(path);
        return url == null ? "" : "; its PostgreSQL server is POSTGRES_URL=" + url;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + path.resolve(LOCK), e);
        }
    }
}
