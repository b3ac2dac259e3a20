package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.Changelog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a backup: its form, the files that are refused, and those that are removed. */
class BackupFileTest {

    private static final Instant MOMENT = Instant.parse("2026-11-28T03:04:05Z");

    private static EmbeddedPostgres server;
    private static DataSource database;

    @TempDir
    private Path folder;

    private byte[] whole = new byte[0];
    private Path good = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
        database = server.getPostgresDatabase();
        new Changelog(database).update();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void writeOne() throws Exception {
        FilledDatabase.empty(database);
        FilledDatabase.fill(database, 1, 2);
        good = backup("good.zip").file();
        whole = Files.readAllBytes(good);
        FilledDatabase.run(database, "truncate conserje.tenants cascade");
    }

    private static Backup backup(Path file, String... hotels) throws SQLException {
        return new BackupDatabase(database, BackupListener.NONE).write(file, List.of(hotels));
    }

    private Backup backup(String file, String... hotels) throws SQLException {
        return backup(folder.resolve(file), hotels);
    }

    private void assertRefused(byte[] bytes, String what) {
        Path file = write("bad.zip", bytes);
        assertThatThrownBy(() -> new RestoreDatabase(database, BackupListener.NONE).restore(file, List.of()))
                .as(what)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("bad.zip");
    }

    private Path write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aChangedByteIsRefusedWhereverItIs() {
        Random random = new Random(14);
        IntStream beginning = IntStream.range(0, 64);
        IntStream end = IntStream.range(whole.length - 512, whole.length);
        IntStream between = random.ints(300, 0, whole.length);
        IntStream.concat(beginning, IntStream.concat(between, end)).forEach(at -> {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(changed, "byte " + at);
        });
        assertThat(FilledDatabase.hotels(database)).isEmpty();
    }

    @Test
    void aFileThatWasCutIsRefusedWhereverItWasCut() {
        IntStream.concat(
                        IntStream.of(0, 1, 4, 30, whole.length - 1, whole.length - 64, whole.length - 65),
                        new Random(15).ints(200, 0, whole.length))
                .forEach(length -> assertRefused(Arrays.copyOf(whole, length), length + " bytes"));
        assertThat(FilledDatabase.hotels(database)).isEmpty();
    }

    @Test
    void whatFollowsTheEndIsRefused() throws IOException {
        for (byte[] more : List.of(new byte[1], new byte[200], whole)) {
            ByteArrayOutputStream longer = new ByteArrayOutputStream();
            longer.write(whole);
            longer.write(more);
            assertRefused(longer.toByteArray(), more.length + " bytes more");
        }
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        String comment = "conserje-backup/1 sha256 ";
        int at = whole.length - 64 - comment.length();
        assertThat(new String(whole, at, comment.length(), StandardCharsets.US_ASCII))
                .isEqualTo(comment);
        byte[] newer = Arrays.copyOf(whole, whole.length);
        newer[at + "conserje-backup/".length()] = '2';
        assertThatThrownBy(() -> BackupReader.verified(write("newer.zip", resealed(newer))))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("newer.zip has format 2, and this version reads format 1");
    }

    private static byte[] resealed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BackupSeal.Output sealed = new BackupSeal.Output(out);
        sealed.write(bytes);
        sealed.seal();
        return out.toByteArray();
    }

    @Test
    void aSealIsTheSameHoweverTheBytesArrive() throws IOException {
        for (int piece : List.of(1, 63, 64, 65, 4096)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BackupSeal.Output sealed = new BackupSeal.Output(out);
            for (int at = 0; at < whole.length; at += piece) {
                sealed.write(whole, at, Math.min(piece, whole.length - at));
            }
            sealed.seal();
            assertThat(out.toByteArray()).isEqualTo(whole);
            assertThat(sealed.written()).isEqualTo(whole.length);
        }
    }

    @Test
    void filesThatAreNoBackupsAreRefused() {
        assertRefused("-- PostgreSQL database dump".getBytes(StandardCharsets.US_ASCII), "a dump");
        assertThatThrownBy(() -> BackupReader.verified(folder))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is no file");
        assertThatThrownBy(() -> BackupReader.verified(folder.resolve("missing.zip")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("missing.zip is no file");
    }

    @Test
    void everyZipToolReadsIt() throws IOException {
        try (ZipFile zip = new ZipFile(good.toFile())) {
            assertThat(zip.getEntry("tables/inbox.copy").getSize()).isPositive();
            String manifest =
                    new String(zip.getInputStream(zip.getEntry("manifest.txt")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(manifest)
                    .startsWith("format: 1\nserver: 17")
                    .contains("hotels: all\nhotel: hotel-1\nhotel: hotel-2\n", "change-set: 0001_initial\n")
                    .contains("table: inbox\n", "column: tenant_id text\n");
        }
    }

    @Test
    void aManifestThatIsNotKnownIsRefused() {
        String manifest = BackupReader.verified(good).manifest().write();
        assertThatCode(() -> BackupManifest.read(manifest)).doesNotThrowAnyException();
        for (String wrong : List.of(
                "", "format", manifest + "more: 1\n", manifest.replace("rows: ", "rows: x"), manifest.substring(20))) {
            assertThatThrownBy(() -> BackupManifest.read(wrong)).isInstanceOf(BackupException.class);
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Path left = write(".conserje-backup-1.partial", new byte[100]);
        Path mine = write("other.partial", new byte[1]);

        backup("next.zip");

        assertThat(left).doesNotExist();
        assertThat(mine).exists();
    }

    @Test
    void namesHoldTheDateAndTheTime() {
        assertThat(BackupPlace.of(folder).at(MOMENT)).isEqualTo(folder.resolve("conserje-2026-11-28-030405.zip"));
        assertThat(BackupPlace.of(Path.of("daily-{date}.zip")).at(MOMENT)).isEqualTo(Path.of("daily-2026-11-28.zip"));
        assertThat(BackupPlace.of(Path.of("one.zip")).isDated()).isFalse();
    }

    @Test
    void onlyTheNewestOfTheseBackupsStay() throws Exception {
        BackupPlace place = BackupPlace.of(folder.resolve("daily-{date}.zip"));
        FilledDatabase.fill(database, 1, 2);
        for (int day = 1; day <= 4; day++) {
            backup(place.at(MOMENT.plusSeconds(day * 86_400L)));
        }
        Backup newest = backup(place.at(MOMENT.plusSeconds(5 * 86_400L)));
        Backup ofOne = backup("daily-2026-11-01.zip", "hotel-1");
        Path similar = write("daily-2026-11-02.zip", "mine".getBytes(StandardCharsets.US_ASCII));
        Path replaced = folder.resolve("daily-2026-11-29.zip");
        byte[] other = Files.readAllBytes(replaced);
        other[100] ^= 1;
        Files.write(replaced, other);

        List<Path> removed = place.removeAllBut(2, new BackupRecords(database).all(), newest);

        assertThat(removed)
                .containsExactly(folder.resolve("daily-2026-12-01.zip"), folder.resolve("daily-2026-11-30.zip"));
        assertThat(names())
                .containsExactly(
                        "daily-2026-11-01.zip",
                        "daily-2026-11-02.zip",
                        "daily-2026-11-29.zip",
                        "daily-2026-12-02.zip",
                        "daily-2026-12-03.zip",
                        "good.zip");
        assertThat(List.of(ofOne.file(), similar, replaced))
                .allSatisfy(file -> assertThat(file).exists());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
