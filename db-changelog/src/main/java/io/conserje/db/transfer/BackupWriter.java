package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Part;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a backup under another name beside its own, which it gets when every byte is on the disk. Close it to remove
 * what is left of one that failed. Not thread-safe.
 */
final class BackupWriter implements AutoCloseable {

    private static final String PARTIAL_PREFIX = ".conserje-backup-";
    private static final String PARTIAL_SUFFIX = ".partial";
    private static final int BUFFER_BYTES = 256 * 1024;

    private static final String NOTE = """
            This is a backup of Conserje. Restore it with: ./conserje db restore FILE
            manifest.txt says what is in it. Each file in tables is a binary COPY of PostgreSQL.
            The comment of the archive ends with the SHA-256 of every byte before it.
            """;

    private final Path file;
    private final Path partial;
    private final FileChannel channel;
    private final FileLock lock;
    private final BackupSeal.Output sealed;
    private final ZipOutputStream zip;

    private BackupWriter(Path file, Path partial, FileChannel channel, FileLock lock) {
        this.file = file;
        this.partial = partial;
        this.channel = channel;
        this.lock = lock;
        this.sealed = new BackupSeal.Output(Channels.newOutputStream(channel));
        this.zip = new ZipOutputStream(new BufferedOutputStream(sealed, BUFFER_BYTES), StandardCharsets.UTF_8);
        zip.setLevel(Deflater.BEST_SPEED);
        zip.setComment(BackupSeal.comment());
    }

    /**
     * Begins a file that only its owner may read. Removes what processes that were killed left in its folder.
     *
     * @throws BackupException if it exists, or cannot be written
     */
    static BackupWriter begin(Path file) {
        refuseExisting(file);
        Path folder = folderOf(file);
        try {
            removeAbandoned(folder);
            Path partial = folder.resolve(PARTIAL_PREFIX + UUID.randomUUID() + PARTIAL_SUFFIX);
            FileChannel channel = create(partial);
            // A signal ends the process without closing anything.
            partial.toFile().deleteOnExit();
            BackupWriter writer = new BackupWriter(file, partial, channel, channel.lock());
            writer.text("conserje-backup.txt", NOTE);
            return writer;
        } catch (IOException failed) {
            throw cannotWrite(file, failed);
        }
    }

    private static void refuseExisting(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file);
        }
    }

    private static BackupException exists(Path file) {
        return new BackupException(
                file + " exists, and a backup is never written over a file. Give another name, or one with {date}.");
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BackupException("The folder of " + file + " does not exist. Create it first.");
        }
        return folder;
    }

    private static FileChannel create(Path partial) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?> onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            return FileChannel.open(partial, options, onlyOwner);
        } catch (UnsupportedOperationException notPosix) {
            return FileChannel.open(partial, options);
        }
    }

    /** A process that still writes one holds a lock on it. */
    private static void removeAbandoned(Path folder) throws IOException {
        try (DirectoryStream<Path> partials = Files.newDirectoryStream(folder, PARTIAL_PREFIX + "*" + PARTIAL_SUFFIX)) {
            for (Path partial : partials) {
                if (isAbandoned(partial)) {
                    Files.deleteIfExists(partial);
                }
            }
        }
    }

    private static boolean isAbandoned(Path partial) {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (IOException | OverlappingFileLockException used) {
            return false;
        }
    }

    private void text(String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /**
     * Writes a table.
     *
     * @param progress receives how many of its rows are written
     * @throws BackupException if the file cannot be written
     */
    Part table(Table table, CopiedRows rows, LongConsumer progress) throws SQLException {
        try {
            zip.putNextEntry(new ZipEntry(entryOf(table.name())));
            PartOutput out = new PartOutput(zip);
            RowSum sum = new RowSum();
            out.write(BinaryRow.HEADER);
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                sum.add(row);
                out.write(row);
                progress.accept(sum.rows());
            }
            out.write(BinaryRow.TRAILER);
            zip.closeEntry();
            return new Part(
                    table.name(),
                    RestoreDatabase.columns(table),
                    sum.rows(),
                    sum.checksum(),
                    out.bytes,
                    HexFormat.of().formatHex(out.digest.digest()));
        } catch (IOException failed) {
            throw cannotWrite(file, failed);
        }
    }

    static String entryOf(String table) {
        return "tables/" + table + ".copy";
    }

    /**
     * Completes the file and gives it its name. Neither the name nor the bytes are lost if the machine stops now.
     *
     * @throws BackupException if it cannot be written, or a file with this name came into being
     */
    Backup finish(BackupManifest manifest) {
        try {
            text(BackupReader.MANIFEST, manifest.write());
            zip.finish();
            zip.flush();
            String sha256 = sealed.seal();
            channel.force(true);
            publish();
            return new Backup(file, sealed.written(), sha256, manifest, null);
        } catch (FileAlreadyExistsException existing) {
            throw exists(file);
        } catch (IOException failed) {
            throw cannotWrite(file, failed);
        }
    }

    /** A rename replaces a file that exists, and a link does not. Some file systems have no links. */
    private void publish() throws IOException {
        try {
            Files.createLink(file, partial);
            Files.delete(partial);
        } catch (FileAlreadyExistsException existing) {
            throw existing;
        } catch (IOException | UnsupportedOperationException noLinks) {
            refuseExisting(file);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
        syncFolder();
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (AccessDeniedException windows) {
            // There a folder cannot be opened, and needs no such call.
            return;
        }
    }

    private static BackupException cannotWrite(Path file, IOException failed) {
        return new BackupException(
                "The backup " + file + " cannot be written: " + failed.getMessage()
                        + ". Nothing is left of it. Make room, or give another folder.",
                failed);
    }

    /** Removes the file if it was not finished. */
    @Override
    public void close() {
        try (FileChannel closed = channel;
                FileLock released = lock) {
            Files.deleteIfExists(partial);
        } catch (IOException failed) {
            throw cannotWrite(file, failed);
        }
    }

    /** Hashes and counts the bytes of a part. */
    private static final class PartOutput {

        private final OutputStream out;
        private final MessageDigest digest = RowSum.sha256();
        private long bytes;

        PartOutput(OutputStream out) {
            this.out = out;
        }

        void write(byte[] more) throws IOException {
            digest.update(more);
            out.write(more);
            bytes += more.length;
        }
    }
}
