package io.conserje.postgres.backup;

import io.conserje.application.backup.Backups;
import io.conserje.application.backup.BackupsContract;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresBackupsTest implements BackupsContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Override
    public Backups backups() {
        return DATABASE.adapters().backups();
    }

    @Override
    public void forgetBackups() {
        DATABASE.run("delete from conserje.backups where true");
    }

    @Override
    public void givenBackup(Duration age, boolean allHotels) {
        DATABASE.run("insert into conserje.backups (taken_at, file_name, bytes, sha256, hotels, rows)"
                + " values (now() - interval '" + age.toSeconds() + " seconds', 'backup.zip', 1, repeat('a', 64), "
                + (allHotels ? "null" : "array['hotel-sur']") + ", 0)");
    }
}
