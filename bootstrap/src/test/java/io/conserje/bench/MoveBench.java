package io.conserje.bench;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.CompareDatabases;
import io.conserje.db.transfer.Comparison;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * All hotels moved from a local 17 to a Supabase-shaped 17 and back, and to a 15 and back, by the command in a process of its
 * own with a small heap. Each way copies every row, and ends with the checksums of the beginning. It compares no speed.
 */
final class MoveBench {

    private static final int MESSAGES = Integer.getInteger("bench.messages", 1_000_000);
    private static final int HOTELS = 10_000;
    private static final int AUDIT_ROWS = 100_000;
    private static final String HEAP = "-Xmx256m";

    /** The heap before a collection, in megabytes, as the collector logs it. */
    private static final Pattern USED = Pattern.compile("([0-9]+)M->[0-9]+M");

    private final DataSource local;
    private final int localPort;

    private MoveBench(EmbeddedPostgres local) {
        this.local = local.getPostgresDatabase();
        this.localPort = local.getPort();
    }

    static void run() throws Exception {
        try (EmbeddedPostgres local = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start()) {
            MoveBench bench = new MoveBench(local);
            new Changelog(bench.local).update();
            bench.fill();
            for (int version : List.of(17, 15)) {
                try (SupabaseServer supabase = SupabaseServer.start(version, Grants.SINCE_2026)) {
                    bench.thereAndBack(version, supabase);
                }
            }
        }
    }

    private void thereAndBack(int version, SupabaseServer server) throws Exception {
        DataSource supabase = server.connections("postgres");
        new Changelog(supabase).update();
        List<String> before = sums(new CompareDatabases(local, local).compare(table -> {}));
        move("local 17 to Supabase-shaped " + version, localPort, server.port());
        forget(local);
        move("Supabase-shaped " + version + " to local 17", server.port(), localPort);
        List<String> after = sums(new CompareDatabases(local, local).compare(table -> {}));
        System.out.printf(
                "there and back: checksums of %d tables %s%n",
                after.size(),
                before.equals(after) ? "are those of the beginning" : "DIFFER: " + before + " and " + after);
        TransferDatabases.thaw(local);
    }

    private static List<String> sums(Comparison comparison) {
        return comparison.tables().stream()
                .map(table -> table.table() + " " + table.from().rows() + " "
                        + table.from().checksum())
                .toList();
    }

    /** The database is frozen, as the source of a move. It is to be the target of the next. */
    private static void forget(DataSource database) throws SQLException {
        TransferDatabases.thaw(database);
        run(database, "drop schema if exists conserje_transfer cascade; truncate conserje.tenants cascade");
    }

    private static void move(String name, int from, int to) throws Exception {
        Path heap = Files.createTempFile("heap", ".log");
        Path output = Files.createTempFile("move", ".txt");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-Xlog:gc:file=" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.conserje.bootstrap.Launcher",
                        "db",
                        "transfer",
                        "run",
                        "--from",
                        "env:FROM_URL",
                        "--to",
                        "env:TO_URL")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment().putAll(Map.of("FROM_URL", url(from), "TO_URL", url(to)));
        long begun = System.nanoTime();
        int exit = command.start().waitFor();
        double seconds = (System.nanoTime() - begun) / 1e9;
        String text = Files.readString(output);
        if (exit != 0 || !text.contains("Equal:")) {
            throw new IOException("The move failed: " + text);
        }
        System.out.printf(
                Locale.ROOT,
                "%-32s %7.1f s with the comparison; the heap had %d MB at most%n",
                name,
                seconds,
                peak(Files.readString(heap)));
        Files.delete(heap);
        Files.delete(output);
    }

    private static int peak(String log) {
        return USED.matcher(log)
                .results()
                .map(MatchResult::group)
                .map(text -> text.substring(0, text.indexOf('M')))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
    }

    private static String url(int port) {
        return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
    }

    private void fill() throws SQLException {
        run(local, """
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
        run(local, "vacuum analyze");
        System.out.printf("move: %d messages, %d hotels, %d audit rows; %s%n", MESSAGES, HOTELS, AUDIT_ROWS, HEAP);
    }

    private static void run(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
