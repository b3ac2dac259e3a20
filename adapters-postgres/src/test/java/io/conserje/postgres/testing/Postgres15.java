package io.conserje.postgres.testing;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The binaries of PostgreSQL 15 for this platform. The build copies them beside the classes: on the class path they
 * would hide those of 17, which have the same names.
 */
final class Postgres15 implements PgBinaryResolver {

    private static final Path OWN = Path.of("target", "postgres-15");

    /** Tests of another module begin in its folder. */
    private static final Path FOLDER =
            Files.isDirectory(OWN) ? OWN : Path.of("..", "adapters-postgres").resolve(OWN);

    @Override
    public InputStream getPgBinary(String system, String machine) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(FOLDER, "*.jar")) {
            for (Path jar : jars) {
                ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar));
                for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                    if (entry.getName().endsWith(".txz")) {
                        return entries;
                    }
                }
                entries.close();
            }
        }
        throw new IOException("There are no binaries of PostgreSQL 15 in " + FOLDER.toAbsolutePath()
                + ". Copy them with: mvn -B -pl adapters-postgres -am process-test-resources");
    }
}
