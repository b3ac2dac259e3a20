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
 * The binaries of PostgreSQL 15, which the build lays beside the classes: on the class path they would stand in for those of
 * 17, under the same names. Those of this machine's kind are all that lies there.
 */
final class Postgres15 implements PgBinaryResolver {

    private static final Path FOLDER = Path.of("target", "postgres-15");

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
                + ". Put it there with: mvn -B -pl adapters-postgres -am process-test-resources");
    }
}
