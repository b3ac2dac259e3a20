package io.conserje.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.db.Changelog;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.conserje.postgres.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every block of commands of the page for bad days, each after the mishap that it is for, on a local PostgreSQL 17 and
 * a Supabase-shaped 15. The service itself is not started: {@code serve} is proved by its own tests.
 */
class RollbackTest {

    private static final Path PAGE = Documents.ROOT.resolve("docs/rollback.md");
    private static final Path SPANISH = Documents.ROOT.resolve("docs/es/volver.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:sh|sql)\\n(.*?)^```");
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```(?:sh|sql(?=\\ntruncate))\\n(.*?)^```");

    private static final String THERE = " --from env:LOCAL_URL --to env:SUPABASE_URL\n";
    private static final String EMPTY_SUPABASE =
            "./conserje db thaw --from env:SUPABASE_URL\npsql $SUPABASE_URL -c 'truncate conserje.tenants cascade'\n";

    /** What has happened before a block, by the block's first command. */
    private static final Map<String, String> MISHAPS = Map.of(
            "./conserje db transfer run --from env:LOCAL_URL --to env:SUPABASE_URL --resume",
            "./conserje db transfer copy" + THERE,
            "./conserje db transfer abort --from env:LOCAL_URL --to env:SUPABASE_URL",
            "./conserje db thaw --from env:LOCAL_URL\n" + EMPTY_SUPABASE + "./conserje db transfer copy" + THERE,
            "./conserje db transfer abort --from env:SUPABASE_URL --to env:LOCAL_URL",
            "./conserje db transfer run --follow --keep-way-back" + THERE,
            "./conserje db transfer run --resume --from env:SUPABASE_URL --to env:LOCAL_URL",
            EMPTY_SUPABASE + "./conserje db transfer run --follow --keep-way-back" + THERE + hotel("hotel-kept"),
            "POSTGRES_URL=\"$LOCAL_URL\" ./conserje db backup before-return-{date}.zip",
            "echo kept: $(psql $LOCAL_URL -c \"select 1 from conserje.tenants where tenant_id = 'hotel-kept'\")\n"
                    + EMPTY_SUPABASE + "./conserje db transfer run" + THERE + hotel("hotel-new"),
            "POSTGRES_URL=\"$LOCAL_URL\" ./conserje db migrate",
            "psql $LOCAL_URL -c 'truncate conserje.tenants cascade'\n");

    private static String hotel(String id) {
        return "psql $SUPABASE_URL -c \"insert into conserje.tenants (tenant_id, name) values ('" + id
                + "', 'New')\"\n";
    }

    @Test
    void everyProcedureWorksAsWritten(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres local = EmbeddedPostgres.builder()
                        .setServerConfig("wal_level", "logical")
                        .start();
                SupabaseServer supabase = SupabaseServer.start(15, Grants.SINCE_2026)) {
            new Changelog(local.getPostgresDatabase()).update();
            new Changelog(supabase.connections("postgres")).update();
            Map<String, String> mishaps = new TreeMap<>(MISHAPS);

            String output = Shell.run(
                    folder,
                    begin(local.getPort(), supabase.port())
                            + blocks(SHELL_BLOCK, PAGE).stream()
                                    .map(block -> prepared(block, mishaps))
                                    .collect(Collectors.joining()),
                    "rollback.txt");

            assertThat(mishaps).as("mishaps without a block").isEmpty();
            assertThat(output).contains("kept: 1", "Equal:", "The transfer is undone");
            assertThat(Set.copyOf(
                            TestDatabase.query(local.getPostgresDatabase(), "select tenant_id from conserje.tenants")))
                    .contains("hotel-sur", "hotel-new");
            assertThat(TestDatabase.query(
                            local.getPostgresDatabase(),
                            "select id from conserje.databasechangelog order by orderexecuted desc limit 1"))
                    .containsExactly("0016_lighten_queue");
        }
    }

    private static String begin(int local, int supabase) {
        return """
                export LOCAL_URL=postgresql://postgres@127.0.0.1:%d/postgres
                export SUPABASE_URL=postgresql://postgres@127.0.0.1:%d/postgres
                export POSTGRES_URL=$LOCAL_URL
                psql $LOCAL_URL -c "insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Hotel del Sur')"
                printf 'ENVIRONMENT=development\\nPOSTGRES_URL=%%s\\n' $SUPABASE_URL > .env.supabase
                chmod 600 .env.supabase
                """.formatted(local, supabase);
    }

    private static String prepared(String block, Map<String, String> mishaps) {
        String first = block.lines().findFirst().orElse("").strip();
        String mishap = mishaps.remove(first);
        return (mishap == null ? "" : mishap)
                + block.lines()
                        .filter(line -> !line.startsWith("./conserje serve"))
                        .map(line -> line.startsWith("truncate ") ? "psql $LOCAL_URL -c '" + line + "'" : line)
                        .map(line -> line.replace("hotels-2026-11-28.zip", "$(ls hotels-*.zip)"))
                        .map(line -> line.startsWith("./conserje db rollback ") ? line + " --yes" : line)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    @Test
    void theSpanishPageHasTheSameCommands() {
        assertThat(blocks(BLOCK, SPANISH)).containsExactlyElementsOf(blocks(BLOCK, PAGE));
    }

    private static List<String> blocks(Pattern pattern, Path page) {
        return pattern.matcher(Documents.read(page))
                .results()
                .map(MatchResult::group)
                .map(block -> block.lines()
                        .filter(line -> !line.startsWith("```"))
                        .map(line -> line.replaceFirst("\\s+# .*", ""))
                        .collect(Collectors.joining("\n")))
                .toList();
    }
}
