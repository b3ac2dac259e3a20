package io.conserje.db.transfer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/** The backups that a database remembers. Thread-safe. */
public final class BackupRecords {

    private static final String EXISTS = "select to_regclass('conserje.backups') is not null";

    private static final String NEWEST_FIRST = """
            select taken_at, finished_at, file_name, bytes, sha256, hotels, rows
            from conserje.backups
            order by finished_at desc, taken_at desc
            """;

    private static final String INSERT = """
            insert into conserje.backups (taken_at, file_name, bytes, sha256, hotels, rows) values (?, ?, ?, ?, ?, ?)
            """;

    private final DataSource owner;

    /** @param owner connections of the login that owns the schema; not closed here */
    public BackupRecords(DataSource owner) {
        this.owner = owner;
    }

    /**
     * All backups, the newest first. Empty if the schema is older than the record.
     *
     * @throws SQLException if the database cannot be reached or read
     */
    public List<BackupRecord> all() throws SQLException {
        try (Session session = Session.open(owner)) {
            return session.isTrue(EXISTS) ? read(session.connection()) : List.of();
        }
    }

    private static List<BackupRecord> read(Connection connection) throws SQLException {
        List<BackupRecord> records = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(NEWEST_FIRST)) {
            while (rows.next()) {
                Array hotels = rows.getArray(6);
                records.add(new BackupRecord(
                        rows.getObject(1, OffsetDateTime.class).toInstant(),
                        rows.getObject(2, OffsetDateTime.class).toInstant(),
                        rows.getString(3),
                        rows.getLong(4),
                        rows.getString(5),
                        hotels == null ? List.of() : Arrays.asList((String[]) hotels.getArray()),
                        rows.getLong(7)));
            }
        }
        return records;
    }

    /** Records a backup. One that cannot be recorded is a backup all the same, and says why. */
    Backup record(Backup written) {
        try (Session session = Session.open(owner)) {
            if (!session.isTrue(EXISTS)) {
                return notRecorded(written, "the schema has no table conserje.backups yet");
            }
            insert(session.connection(), written);
            return written;
        } catch (SQLException failed) {
            return notRecorded(written, firstLine(failed));
        }
    }

    /** The lines after the first may quote values. */
    private static String firstLine(SQLException failed) {
        return String.valueOf(failed.getMessage()).lines().findFirst().orElse("the database does not say why");
    }

    private static Backup notRecorded(Backup written, String why) {
        return new Backup(written.file(), written.bytes(), written.sha256(), written.contents(), why);
    }

    private static void insert(Connection connection, Backup written) throws SQLException {
        BackupManifest contents = written.contents();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, contents.takenAt().atOffset(ZoneOffset.UTC));
            insert.setString(2, String.valueOf(written.file().getFileName()));
            insert.setLong(3, written.bytes());
            insert.setString(4, written.sha256());
            insert.setArray(
                    5,
                    contents.allHotels()
                            ? null
                            : connection.createArrayOf("text", contents.hotels().toArray()));
            insert.setLong(6, contents.rows());
            insert.executeUpdate();
        }
    }
}
