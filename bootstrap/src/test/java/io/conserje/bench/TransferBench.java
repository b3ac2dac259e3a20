package io.conserje.bench;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.db.transfer.TransferListener;
import io.conserje.db.transfer.TransferOptions;
import io.conserje.db.transfer.TransferOptions.Mode;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The time to move all hotels between two servers of PostgreSQL 15, against Debian's {@code pg_dump} of that version, data
 * only, piped into {@code psql} without triggers. Ours includes its verification. Without it, it is compared with one binary
 * COPY a table that is piped from one connection into another: the limit. A last variant copies the largest table over two
 * pairs of connections at the same time.
 */
final class TransferBench {

    private static final int MESSAGES = Integer.getInteger("bench.messages", 1_000_000);
    private static final int HOTELS = 10_000;
    private static final int AUDIT_ROWS = 100_000;
    private static final int ROUNDS = 3;
    private static final TransferOptions FREEZE =
            new TransferOptions(Mode.FREEZE, List.of(), Duration.ZERO, false, false);
    private static final TransferListener NOBODY = new TransferListener() {};
    private static final List<String> TABLES = List.of("tenants", "lock_audit", "inbox", "guest_queues");

    private final SupabaseServer from;
    private final SupabaseServer to;
    private final DataSource source;
    private final DataSource target;

    private TransferBench(SupabaseServer from, SupabaseServer to) {
        this.from = from;
        this.to = to;
        this.source = from.connections("postgres");
        this.target = to.connections("postgres");
    }

    private interface Variant {
        void run() throws Exception;
    }

    static void run() throws Exception {
        try (SupabaseServer from = SupabaseServer.start(15, Grants.SINCE_2026);
                SupabaseServer to = SupabaseServer.start(15, Grants.SINCE_2026)) {
            new TransferBench(from, to).compare();
        }
    }

    private void compare() throws Exception {
        new Changelog(source).update();
        new Changelog(target).update();
        fill();
        Map<String, Variant> variants = new LinkedHashMap<>();
        variants.put("transfer", () -> new TransferDatabases(source, target, NOBODY).transfer(FREEZE));
        variants.put("pg_dump", this::dump);
        variants.put("unverified", () -> new TransferDatabases(source, target, NOBODY).copy(FREEZE));
        variants.put("bare-copy", this::bareCopy);
        variants.put("bare-copy@2", this::bareCopyInHalves);
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Variant> variant : variants.entrySet()) {
                double taken = time(variant.getValue());
                seconds.computeIfAbsent(variant.getKey(), name -> new ArrayList<>())
                        .add(taken);
                System.out.printf(Locale.ROOT, "round %d: %-12s %6.1f s%n", round + 1, variant.getKey(), taken);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%ntransfer: %d messages, %d hotels, %d audit rows, %d rounds%n",
                MESSAGES,
                HOTELS,
                AUDIT_ROWS,
                ROUNDS);
        Figures.ratio("transfer/pg_dump", median(seconds, "pg_dump") / median(seconds, "transfer"));
        Figures.ratio("unverified/pg_dump", median(seconds, "pg_dump") / median(seconds, "unverified"));
        Figures.ratio("transfer/bare-copy", median(seconds, "bare-copy") / median(seconds, "unverified"));
        Figures.ratio("bare-copy@2/bare-copy", median(seconds, "bare-copy") / median(seconds, "bare-copy@2"));
    }

    private static double median(Map<String, List<Double>> seconds, String variant) {
        return Figures.median(seconds.getOrDefault(variant, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private double time(Variant variant) throws Exception {
        run(target, "drop schema if exists conserje_transfer cascade; truncate conserje.tenants cascade");
        run(target, "truncate conserje.closures");
        TransferDatabases.thaw(source);
        run(to.connections("supabase_admin"), "checkpoint");
        long begun = System.nanoTime();
        variant.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    private void fill() throws SQLException {
        run(source, """
                insert into conserje.tenants (tenant_id, name) select 'hotel-' || n, 'Hotel ' || n from generate_series(1, %1$d) n;
                insert into conserje.lock_audit (tenant_id, resource_id, event, holder, fence)
                select 'hotel-' || (1 + mod(n, %1$d)), 'room:' || n, 'acquired', 'guest', n from generate_series(1, %2$d) n;
                insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, line, content_type, body, sent_at,
                  state, ended_at)
                select 'hotel-' || (1 + mod(n, %1$d)), gen_random_uuid(), 'whatsapp', 'wamid.' || md5(n::text), '+54911' || mod(n, 200000),
                  '100000000000001', 'text', '¿Tienen una habitación del 12 al 14 de marzo para 2 personas? ' || n, now(),
                  'handled', now()
                from generate_series(1, %3$d) n
                """.formatted(HOTELS, AUDIT_ROWS, MESSAGES));
        run(source, "vacuum analyze");
    }

    private void dump() throws IOException, InterruptedException {
        String tables =
                "--schema=conserje --exclude-table=conserje.databasechangelog* --exclude-table=conserje.closures"
                        + " --exclude-table=conserje.processes --exclude-table=conserje.schema_epoch --exclude-table=conserje.backups"
                        + " --exclude-table=conserje.queue_*";
        String command = "pg_dump --data-only " + tables + " " + connection(from)
                + " | psql --quiet --set=ON_ERROR_STOP=1 --output=/dev/null --single-transaction"
                + " --command='set session_replication_role = replica' --file=- " + connection(to);
        Process process = new ProcessBuilder("bash", "-c", "set -o pipefail; " + command)
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("pg_dump failed. It is in Debian's package postgresql-client.");
        }
    }

    private static String connection(SupabaseServer server) {
        return "--host=localhost --port=" + server.port() + " --username=postgres --dbname=postgres";
    }

    private void bareCopy() throws Exception {
        for (String table : TABLES) {
            pipe(table, "");
        }
    }

    /** The messages over two pairs of connections at the same time, half of the hotels each. */
    private void bareCopyInHalves() throws Exception {
        for (String table : TABLES) {
            if (!table.equals("inbox")) {
                pipe(table, "");
            }
        }
        FutureTask<Void> first = new FutureTask<>(() -> {
            pipe("inbox", " where tenant_id < 'hotel-55'");
            return null;
        });
        Thread.ofPlatform().start(first);
        pipe("inbox", " where tenant_id >= 'hotel-55'");
        first.get();
    }

    private void pipe(String table, String half) throws Exception {
        PipedOutputStream write = new PipedOutputStream();
        try (PipedInputStream read = new PipedInputStream(write, 1 << 20);
                Connection out = source.getConnection();
                Connection in = target.getConnection()) {
            String columns = columns(out, table);
            FutureTask<Long> reading = new FutureTask<>(() -> copyOut(out, table, columns, half, write));
            Thread.ofPlatform().start(reading);
            copyIn(in, table, columns, read);
            reading.get();
        }
    }

    /** Generated columns cannot be copied. */
    private static String columns(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("select string_agg(quote_ident(attname), ', ') from pg_attribute"
                        + " where attrelid = 'conserje." + table + "'::regclass and attnum > 0 and not attisdropped"
                        + " and attgenerated = ''")) {
            row.next();
            return row.getString(1);
        }
    }

    private static long copyOut(Connection connection, String table, String columns, String half, OutputStream out)
            throws SQLException, IOException {
        String rows = half.isEmpty()
                ? "conserje." + table + " (" + columns + ")"
                : "(select " + columns + " from conserje." + table + half + ")";
        try (out) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy " + rows + " to stdout (format binary)", out);
        }
    }

    private static void copyIn(Connection connection, String table, String columns, InputStream in)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy conserje." + table + " (" + columns + ") from stdin (format binary)", in, 1 << 16);
    }

    private static void run(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
