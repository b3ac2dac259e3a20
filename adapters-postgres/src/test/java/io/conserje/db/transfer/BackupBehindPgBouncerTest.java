package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.db.Changelog;
import io.conserje.postgres.testing.PgBouncer;
import io.conserje.postgres.testing.PgBouncer.Mode;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A Supabase-shaped 17 behind a pooler in session mode. */
@Tag("pooler")
class BackupBehindPgBouncerTest {

    @TempDir
    private Path folder;

    @Test
    void aSessionPoolerServes() throws Exception {
        try (SupabaseServer supabase = SupabaseServer.start(17, Grants.SINCE_2026);
                PgBouncer pooler = PgBouncer.before(supabase.port(), Mode.SESSION, 5)) {
            PGSimpleDataSource owner = new PGSimpleDataSource();
            owner.setURL("jdbc:postgresql://127.0.0.1:" + pooler.port() + "/postgres");
            owner.setUser("postgres");
            new Changelog(owner).update();
            FilledDatabase.fill(owner, 1, 3);
            Path file = folder.resolve("pooled.zip");
            Backup backup = new BackupDatabase(owner, BackupListener.NONE).write(file, List.of());
            FilledDatabase.run(owner, "truncate conserje.tenants cascade");

            Restored restored = new RestoreDatabase(owner, BackupListener.NONE).restore(file, List.of());

            assertThat(restored.rows()).isEqualTo(backup.contents().rows()).isPositive();
        }
    }
}
