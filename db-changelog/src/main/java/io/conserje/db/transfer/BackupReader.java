package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Part;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads a backup that it has verified as a whole: the seal, the manifest, and the size and hash of each part. */
final class BackupReader implements AutoCloseable {

    static final String MANIFEST = "manifest.txt";

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ZipFile zip;
    private final BackupManifest manifest;

    private BackupReader(ZipFile zip, BackupManifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /** @throws BackupException if the file cannot be read, or is not a whole backup of this format */
    static BackupReader verified(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BackupException(file + " is no file. Give one that db backup wrote.");
        }
        try {
            BackupSeal.check(file);
            return open(file);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new BackupException("The backup " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static BackupReader open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        try {
            BackupReader reader = new BackupReader(zip, manifest(zip));
            for (Part part : reader.manifest.parts()) {
                reader.check(part);
            }
            return reader;
        } catch (IOException | RuntimeException failed) {
            zip.close();
            throw failed;
        }
    }

    private static BackupManifest manifest(ZipFile zip) throws IOException {
        try (InputStream in = stream(zip, MANIFEST)) {
            return BackupManifest.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void check(Part part) throws IOException {
        MessageDigest digest = RowSum.sha256();
        long bytes = 0;
        try (InputStream in = stream(part)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
        }
        if (bytes != part.bytes() || !HexFormat.of().formatHex(digest.digest()).equals(part.sha256())) {
            throw new BackupException(
                    "Table " + part.table() + " of the backup is not what its manifest says. Restore another backup.");
        }
    }

    BackupManifest manifest() {
        return manifest;
    }

    /** The rows of a table. The caller closes the stream. */
    InputStream stream(Part part) throws IOException {
        return new BufferedInputStream(stream(zip, BackupWriter.entryOf(part.table())), BUFFER_BYTES);
    }

    private static InputStream stream(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("it has no " + name);
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException failed) {
            throw new BackupException("The backup cannot be closed: " + failed.getMessage(), failed);
        }
    }
}
