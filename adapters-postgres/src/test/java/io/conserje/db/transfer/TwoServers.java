package io.conserje.db.transfer;

import io.conserje.db.Changelog;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A local PostgreSQL 17 and a Supabase-shaped 15 in different time zones. Both have the schema and keep their changes. */
final class TwoServers implements BeforeAllCallback, AfterAllCallback {

    @SuppressWarnings("NullAway.Init") // started before all tests
    private EmbeddedPostgres local;

    @SuppressWarnings("NullAway.Init") // started before all tests
    private SupabaseServer supabase;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        local = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("timezone", "Asia/Kolkata")
                .start();
        supabase = SupabaseServer.start(15, Grants.CLASSIC);
        new Changelog(local()).update();
        new Changelog(supabase()).update();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        supabase.close();
        local.close();
    }

    /** The local server as its superuser. */
    DataSource local() {
        return local("postgres");
    }

    DataSource local(String login) {
        return local.getDatabase(login, "postgres");
    }

    /** A database of the local server in which no change set was applied. */
    DataSource withoutSchema() {
        return local.getDatabase("postgres", "template1");
    }

    /** The other server as the owner of the schema. */
    DataSource supabase() {
        return supabase.connections("postgres");
    }

    /** Removes hotels, and all that transfers left. */
    void empty() throws SQLException {
        for (DataSource database : List.of(local(), supabase())) {
            FilledDatabase.run(database, "drop table if exists conserje_transfer.runs cascade");
            TransferDatabases.thaw(database);
            FilledDatabase.empty(database);
            FilledDatabase.run(database, "drop schema if exists conserje_transfer cascade");
            TransferDatabases.drop(database, TransferDatabases.leftovers(database, null));
        }
    }
}
