package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.BackupManifest.Part;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Between a local PostgreSQL 17 and a Supabase-shaped 15, in different time zones. */
class BackupDatabaseTest {

    private static final String RESTART =
            "alter sequence conserje.lock_audit_id_seq restart; alter sequence conserje.inbox_seq_seq restart";

    @RegisterExtension
    static final TwoServers SERVERS = new TwoServers();

    private static DataSource from;
    private static DataSource to;

    @TempDir
    private Path folder;

    @BeforeAll
    static void connect() {
        from = SERVERS.local();
        to = SERVERS.supabase();
    }

    @BeforeEach
    void fillOneAndEmptyTheOther() {
        FilledDatabase.empty(from);
        FilledDatabase.empty(to);
        FilledDatabase.fill(from, 1, 5);
    }

    private Backup backup(DataSource database, String file, String... hotels) throws SQLException {
        return new BackupDatabase(database, BackupListener.NONE).write(folder.resolve(file), List.of(hotels));
    }

    private Restored restore(DataSource database, String file, String... hotels) throws SQLException {
        return new RestoreDatabase(database, BackupListener.NONE).restore(folder.resolve(file), List.of(hotels));
    }

    @Test
    void carriesEveryTableThereAndBack() throws SQLException {
        Backup there = backup(from, "there.zip");
        Restored restored = restore(to, "there.zip");
        assertThat(new CompareDatabases(from, to).compare(table -> {}).isEqual())
                .isTrue();

        Backup back = backup(to, "back.zip");
        FilledDatabase.empty(from);
        restore(from, "back.zip");

        assertThat(new CompareDatabases(from, to).compare(table -> {}).isEqual())
                .isTrue();
        assertThat(there.contents().parts())
                .allSatisfy(part -> assertThat(part.rows()).as(part.table()).isPositive());
        assertThat(there.contents().parts())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sha256")
                .isEqualTo(back.contents().parts());
        assertThat(there.contents().serverVersion()).startsWith("17");
        assertThat(back.contents().serverVersion()).startsWith("15");
        assertThat(restored.rows()).isEqualTo(there.contents().rows());
        assertThat(restored.pendingMessages()).isEqualTo(50);
        assertThat(restored.pendingReplies()).isPositive();
    }

    @Test
    void numbersGoOnAfterThoseOfTheBackup() throws SQLException {
        FilledDatabase.run(from, "alter sequence conserje.lock_audit_id_seq restart with 700000");
        FilledDatabase.run(to, RESTART);
        backup(from, "all.zip");
        restore(to, "all.zip");

        assertThat(Long.parseLong(FilledDatabase.text(to, "select nextval('conserje.lock_audit_id_seq')::text")))
                .isEqualTo(700_000);
        assertThat(Long.parseLong(FilledDatabase.text(to, "select nextval('conserje.inbox_seq_seq')::text")))
                .isGreaterThan(200);
    }

    @Test
    void numbersNeverGoBack() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(to, "alter sequence conserje.inbox_seq_seq restart with 900000");

        restore(to, "all.zip");

        assertThat(FilledDatabase.text(to, "select nextval('conserje.inbox_seq_seq')::text"))
                .isEqualTo("900000");
    }

    /** Both hotels have audit entries and messages of the same numbers, as each database counts by itself. */
    @Test
    void aHotelComesBesideAnotherWithTheSameNumbers() throws SQLException {
        FilledDatabase.run(to, RESTART);
        FilledDatabase.fill(to, 9, 9);
        String before = sums(to, "hotel-9");
        backup(from, "two.zip", "hotel-2");

        Restored restored = restore(to, "two.zip");

        assertThat(restored.hotels()).containsExactly("hotel-2");
        assertThat(FilledDatabase.hotels(to)).containsExactly("hotel-2", "hotel-9");
        assertThat(sums(to, "hotel-9")).isEqualTo(before);
        assertThat(sums(to, "hotel-2")).isEqualTo(sums(from, "hotel-2"));
        assertThat(FilledDatabase.text(
                        to,
                        "select bool_and(nextval('conserje.lock_audit_id_seq') > id)::text from conserje.lock_audit"))
                .isEqualTo("true");
    }

    /** Everything that belongs to a hotel, by the sums of the tables. */
    private String sums(DataSource database, String hotel) throws SQLException {
        Path file = folder.resolve(UUID.randomUUID() + ".zip");
        Backup backup = new BackupDatabase(database, BackupListener.NONE).write(file, List.of(hotel));
        return backup.contents().parts().stream().map(Part::checksum).toList().toString();
    }

    @Test
    void someHotelsCanBeTakenOutOfABackupOfAll() throws SQLException {
        backup(from, "all.zip");

        Restored restored = restore(to, "all.zip", "hotel-4", "hotel-2");

        assertThat(restored.hotels()).containsExactly("hotel-2", "hotel-4");
        assertThat(FilledDatabase.hotels(to)).containsExactly("hotel-2", "hotel-4");
        assertThat(sums(to, "hotel-4")).isEqualTo(sums(from, "hotel-4"));
        restore(to, "all.zip", "hotel-1", "hotel-3", "hotel-5");
        assertThat(new CompareDatabases(from, to).compare(table -> {}).isEqual())
                .isTrue();
    }

    @Test
    void hotelsThatArePresentAreNamedAndKept() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.fill(to, 3, 3);

        assertThatThrownBy(() -> restore(to, "all.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("already has hotel hotel-3")
                .hasMessageContaining("--tenant");
        assertThat(FilledDatabase.hotels(to)).containsExactly("hotel-3");
    }

    @Test
    void anIdentifierOfAnotherHotelIsNamedMasked() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(to, """
                insert into conserje.tenants (tenant_id, name) values ('hotel-9', 'H');
                insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier)
                values ('hotel-9', 'whatsapp', 'phone', '+5491112341003')
                """);

        assertThatThrownBy(() -> restore(to, "all.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("phone ***03 on whatsapp (of hotel-3, held by hotel-9)")
                .hasMessageNotContaining("1003")
                .hasMessageContaining("tenants remove");
        assertThat(FilledDatabase.hotels(to)).containsExactly("hotel-9");
    }

    @Test
    void hotelsThatDoNotExistAreNamed() throws SQLException {
        assertThatThrownBy(() -> backup(from, "x.zip", "hotel-1", "hotel-77"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("no hotel hotel-77");
        backup(from, "one.zip", "hotel-1");
        assertThatThrownBy(() -> restore(to, "one.zip", "hotel-2"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("does not hold hotel hotel-2. It holds hotel-1.");
        assertThat(files()).containsExactly("one.zip");
    }

    @Test
    void anEmptyDatabaseHasABackupToo() throws SQLException {
        Backup backup = backup(to, "nothing.zip");

        assertThat(backup.contents().rows()).isZero();
        assertThatThrownBy(() -> restore(from, "nothing.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("holds no hotel");
    }

    @Test
    void limitsOfTimeDoNotCutABackup() throws SQLException {
        BackupListener slow = new BackupListener() {
            @Override
            public void began(String step, long rows) {
                TestDatabase.query(to, "select pg_sleep(1.5)::text");
            }
        };
        FilledDatabase.run(from, """
                alter database postgres set statement_timeout = '1s';
                alter database postgres set idle_in_transaction_session_timeout = '1s';
                alter database postgres set transaction_timeout = '1s'
                """);
        try {
            new BackupDatabase(from, slow).write(folder.resolve("slow.zip"), List.of());
        } finally {
            FilledDatabase.run(from, "alter database postgres reset all");
        }
        assertThat(files()).containsExactly("slow.zip");
    }

    @Test
    void aDatabaseWithoutTheSchemaIsNamed() throws SQLException {
        DataSource bare = SERVERS.withoutSchema();
        backup(from, "all.zip");

        assertThatThrownBy(() -> backup(bare, "bare.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("no schema conserje");
        assertThatThrownBy(() -> restore(bare, "all.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("./conserje db migrate");
        assertThat(files()).containsExactly("all.zip");
    }

    @Test
    void aDatabaseThatIsClosedTakesNoHotels() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(
                to,
                "insert into conserje.closures (scope, kind, reason)"
                        + " values ('*', 'closed', 'a transfer into it is under way')");
        try {
            assertThatThrownBy(() -> restore(to, "all.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("a transfer into it is under way");
        } finally {
            FilledDatabase.run(to, "truncate conserje.closures");
        }
    }

    @Test
    void aHotelThatIsMovedHereIsNotRestored() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(
                to,
                "insert into conserje.closures (scope, kind, reason)"
                        + " values ('hotel-2', 'closed', 'hotels are moved into this database')");
        try {
            assertThatThrownBy(() -> restore(to, "all.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("hotels are moved into this database");
            restore(to, "all.zip", "hotel-3");
        } finally {
            FilledDatabase.run(to, "truncate conserje.closures");
        }
        assertThat(FilledDatabase.hotels(to)).containsExactly("hotel-3");
    }

    @Test
    void largeRowsComeBackAsTheyWere() throws SQLException {
        FilledDatabase.run(
                from,
                "insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest,"
                        + " content_type, body, sent_at) select 'hotel-1', gen_random_uuid(), 'c', 'large-' || n, 'g', 'text',"
                        + " (select string_agg(md5(i::text), '') from generate_series(1, 600000) i), now()"
                        + " from generate_series(1, 2) n");
        backup(from, "large.zip");

        restore(to, "large.zip");

        assertThat(FilledDatabase.text(to, "select max(length(body))::text from conserje.inbox"))
                .isEqualTo("19200000");
        assertThat(new CompareDatabases(from, to).compare(table -> {}).isEqual())
                .isTrue();
    }

    /** What is written while a backup reads belongs to none of its tables, whichever was read before. */
    @Test
    void aBackupHoldsOneMoment() throws SQLException {
        AtomicBoolean once = new AtomicBoolean();
        BackupListener writing = new BackupListener() {
            @Override
            public void began(String step, long rows) {
                if (once.compareAndSet(false, true)) {
                    FilledDatabase.fill(from, 6, 6);
                }
            }
        };
        Backup backup = new BackupDatabase(from, writing).write(folder.resolve("all.zip"), List.of());

        assertThat(FilledDatabase.hotels(from)).contains("hotel-6");
        assertThat(backup.contents().hotels()).doesNotContain("hotel-6").hasSize(5);
        restore(to, "all.zip");
        assertThat(FilledDatabase.hotels(to)).hasSize(5);
    }

    /** A state from before a table was rewritten sees no row of it. */
    @Test
    void aTableThatIsBeingRewrittenIsWhole() throws Exception {
        try (Connection other = from.getConnection();
                Statement change = other.createStatement()) {
            other.setAutoCommit(false);
            change.execute("alter table conserje.lock_audit alter column holder type text using holder || ''");
            CompletableFuture<Long> rows = CompletableFuture.supplyAsync(this::rowsOfABackup);
            awaitWaitingReader();
            other.commit();

            assertThat(rows.get()).isEqualTo(rowsOfABackup());
        }
    }

    private long rowsOfABackup() {
        try {
            return backup(from, UUID.randomUUID() + ".zip").contents().rows();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void awaitWaitingReader() {
        while (TestDatabase.query(
                        from, "select count(*)::text from pg_locks where not granted and mode = 'AccessShareLock'")
                .equals(List.of("0"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws Exception {
        Backup backup = backup(from, "private.zip");

        assertThat(Files.getPosixFilePermissions(backup.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.size(backup.file())).isEqualTo(backup.bytes());
        assertThat(sha256(backup.file())).isEqualTo(backup.sha256());
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void aFileIsNeverWrittenOver() throws Exception {
        Path mine = Files.writeString(folder.resolve("mine.zip"), "mine");

        assertThatThrownBy(() -> backup(from, "mine.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("exists");
        assertThat(mine).hasContent("mine");
        assertThat(files()).containsExactly("mine.zip");
    }

    @Test
    void aFileThatCameMeanwhileIsNotWrittenOver() throws Exception {
        Path late = folder.resolve("late.zip");
        BackupListener other = new BackupListener() {
            @Override
            public void began(String step, long rows) {
                try {
                    Files.writeString(late, "theirs");
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        };

        assertThatThrownBy(() -> new BackupDatabase(from, other).write(late, List.of()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("exists");
        assertThat(late).hasContent("theirs");
        assertThat(files()).containsExactly("late.zip");
    }

    @Test
    void aConnectionThatIsCutLeavesNoFile() {
        BackupListener cutting = new BackupListener() {
            @Override
            public void began(String step, long rows) {
                TestDatabase.query(
                        from,
                        "select pg_terminate_backend(pid)::text from pg_stat_activity"
                                + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
            }
        };
        assertThatThrownBy(() -> new BackupDatabase(from, cutting).write(folder.resolve("cut.zip"), List.of()))
                .isInstanceOf(SQLException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void aConnectionThatIsCutLeavesNoRow() throws SQLException {
        backup(from, "all.zip");
        BackupListener cutting = new BackupListener() {
            @Override
            public void reached(long rows) {
                if (rows > 300) {
                    TestDatabase.query(
                            to,
                            "select pg_terminate_backend(pid)::text from pg_stat_activity"
                                    + " where pid <> pg_backend_pid() and usename = 'postgres'");
                }
            }
        };
        assertThatThrownBy(() -> new RestoreDatabase(to, cutting).restore(folder.resolve("all.zip"), List.of()))
                .isInstanceOf(SQLException.class);
        assertThat(FilledDatabase.hotels(to)).isEmpty();
        restore(to, "all.zip");
    }

    @Test
    void aTriggerThatChangesRowsIsNoticed() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(to, """
                create function conserje.spoil() returns trigger language plpgsql as
                  $$ begin new.holder := 'x'; return new; end $$;
                create trigger spoil before insert on conserje.holds for each row execute function conserje.spoil();
                alter table conserje.holds enable always trigger spoil
                """);
        try {
            assertThatThrownBy(() -> restore(to, "all.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("conserje.holds did not take the rows")
                    .hasMessageContaining("triggers");
            assertThat(FilledDatabase.hotels(to)).isEmpty();
        } finally {
            FilledDatabase.run(to, "drop function conserje.spoil cascade");
        }
    }

    @Test
    void aDatabaseOfAnotherVersionIsRefused() throws SQLException {
        backup(from, "new.zip");
        List<String> all =
                new Changelog(to).status().stream().map(state -> state.id()).toList();
        String before = all.get(all.size() - 2);
        new Changelog(to).rollbackTo(before);
        try {
            assertThatThrownBy(() -> restore(to, "new.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining(all.getLast())
                    .hasMessageContaining(before)
                    .hasMessageContaining("./conserje db migrate");
            FilledDatabase.run(to, "insert into conserje.tenants (tenant_id, name) values ('old', 'Old')");
            backup(to, "old.zip");
        } finally {
            new Changelog(to).update();
        }
        assertThatThrownBy(() -> restore(from, "old.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("./conserje db rollback --to " + before);
    }

    @Test
    void aDatabaseWithoutTheRecordIsBackedUpAllTheSame() throws SQLException {
        FilledDatabase.run(
                to,
                "alter table conserje.backups rename to renamed_backups;"
                        + " alter table conserje.renamed_backups set schema public");
        try {
            Backup backup = backup(to, "old.zip");
            assertThat(backup.notRecorded()).contains("no table conserje.backups");
            assertThat(new BackupRecords(to).all()).isEmpty();
        } finally {
            FilledDatabase.run(
                    to,
                    "alter table public.renamed_backups set schema conserje;"
                            + " alter table conserje.renamed_backups rename to backups");
        }
    }

    @Test
    void aLoginThatRowsAreHiddenFromIsRefused() {
        DataSource blind = SERVERS.local("conserje_app");

        assertThatThrownBy(() -> backup(blind, "blind.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("login conserje_app")
                .hasMessageContaining("BYPASSRLS");
        assertThat(files()).isEmpty();
    }

    @Test
    void aTableOfNoHotelIsRefused() {
        FilledDatabase.run(from, "create table conserje.notes (id int primary key)");
        try {
            assertThatThrownBy(() -> backup(from, "notes.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("conserje.notes has no column tenant_id");
        } finally {
            FilledDatabase.run(from, "drop table conserje.notes");
        }
    }

    @Test
    void anotherColumnIsRefusedByTable() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(to, "alter table conserje.bookings add column note text");
        try {
            assertThatThrownBy(() -> restore(to, "all.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("bookings");
        } finally {
            FilledDatabase.run(to, "alter table conserje.bookings drop column note");
        }
    }

    /** The hotel that is there draws numbers all the time, and none of them twice. */
    @Test
    void aHotelThatWorksMeanwhileIsNotDisturbed() throws Exception {
        FilledDatabase.fill(to, 9, 9);
        backup(from, "all.zip");
        FilledDatabase.run(to, "alter sequence conserje.lock_audit_id_seq restart with 101");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> work = CompletableFuture.supplyAsync(() -> {
            int entries = 0;
            while (!done.get() || entries == 0) {
                FilledDatabase.run(
                        to,
                        "insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                                + " values ('hotel-9', 'room:1', 'acquired', 'g')");
                entries++;
            }
            return entries;
        });
        try {
            restore(to, "all.zip");
        } finally {
            done.set(true);
        }
        assertThat(work.get()).isPositive();
        assertThat(FilledDatabase.hotels(to)).hasSize(6);
    }

    @Test
    void aTransactionThatKeepsTheNumbersIsNamed() throws SQLException {
        backup(from, "all.zip");
        FilledDatabase.run(to, RESTART);
        try (Connection other = to.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select nextval('conserje.lock_audit_id_seq')");

            assertThatThrownBy(() -> restore(to, "all.zip"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContainingAll("lock_audit_id_seq", "pg_stat_activity");
        }
        assertThat(FilledDatabase.hotels(to)).isEmpty();
    }

    @Test
    void theDatabaseRemembersItsBackups() throws Exception {
        Backup all = backup(from, "all.zip");
        Backup some = backup(from, "some.zip", "hotel-2", "hotel-1");

        List<BackupRecord> records = new BackupRecords(from).all();

        assertThat(all.notRecorded()).isNull();
        assertThat(records).extracting(BackupRecord::fileName).containsExactly("some.zip", "all.zip");
        assertThat(records.getFirst().hotels()).containsExactly("hotel-1", "hotel-2");
        assertThat(records.getLast().hotels()).isEmpty();
        assertThat(records.getLast())
                .extracting(BackupRecord::bytes, BackupRecord::sha256, BackupRecord::rows, BackupRecord::takenAt)
                .containsExactly(
                        all.bytes(),
                        all.sha256(),
                        all.contents().rows(),
                        all.contents().takenAt());
        assertThat(records.getFirst().sha256()).isEqualTo(some.sha256());
        restore(to, "all.zip");
        assertThat(new BackupRecords(to).all()).isEmpty();
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
