package io.conserje.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.Claimants;
import io.conserje.bootstrap.cli.RedisOfTests;
import io.conserje.db.Changelog;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.conserje.redis.RedisAdapters;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of the migration guide, in its order and in one shell, from a local PostgreSQL 17 to a Supabase-shaped
 * 15 and back, and compares what it prints with what the guide shows. Numbers and names of this run may differ.
 */
class MigrationGuideTest {

    private static final Path GUIDE = Documents.ROOT.resolve("docs/migrate.md");
    private static final Path SPANISH = Documents.ROOT.resolve("docs/es/migrar.md");

    /** A block of commands, and the block of output that may follow it; or a place where the operator edits the file. */
    private static final Pattern PART =
            Pattern.compile("(?ms)^```sh\\n(.*?)^```\\n(?:\\s*```text\\n(.*?)^```)?|^<!-- edit: (\\S+) -->");

    /** These differ from run to run. */
    private static final Pattern VARYING =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9_-]{20,}|[0-9]+(?:[.,:T-][0-9]+)*Z?|\\s+");

    /** Longer than the guide takes. */
    private static final Duration LASTING = Duration.ofHours(1);

    private static final String END_OF_BLOCK = "=== end of block ";

    private record Part(String commands, List<String> output, String edited) {}

    @Test
    void everyCommandWorksAsWritten(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres local = EmbeddedPostgres.builder()
                        .setServerConfig("wal_level", "logical")
                        .start();
                SupabaseServer supabase = SupabaseServer.start(15, Grants.SINCE_2026);
                RedisOfTests localRedis = new RedisOfTests();
                RedisOfTests newRedis = new RedisOfTests()) {
            fill(local.getPostgresDatabase());
            fill(localRedis);
            List<Part> parts = parts(GUIDE);

            String output = Shell.run(
                    folder,
                    script(
                            parts,
                            Map.of(
                                    "LOCAL_URL",
                                    "postgresql://postgres@127.0.0.1:" + local.getPort() + "/postgres",
                                    "SUPABASE_URL",
                                    "postgresql://postgres@127.0.0.1:" + supabase.port() + "/postgres",
                                    "LOCAL_REDIS",
                                    localRedis.url(),
                                    "NEW_REDIS",
                                    newRedis.url())),
                    "migration-guide.txt");

            compare(parts, output);
        }
    }

    @Test
    void theSpanishGuideHasTheSameCommands() {
        assertThat(parts(SPANISH).stream().map(Part::commands).map(MigrationGuideTest::withoutComments))
                .containsExactlyElementsOf(parts(GUIDE).stream()
                        .map(Part::commands)
                        .map(MigrationGuideTest::withoutComments)
                        .toList());
    }

    private static String withoutComments(String commands) {
        return commands.lines().map(line -> line.replaceFirst("\\s+# .*", "")).collect(Collectors.joining("\n"));
    }

    private static List<Part> parts(Path guide) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(Documents.read(guide));
        while (matcher.find()) {
            parts.add(
                    matcher.group(3) == null
                            ? new Part(matcher.group(1), lines(matcher.group(2)), "")
                            : new Part("", List.of(), matcher.group(3)));
        }
        return parts;
    }

    private static List<String> lines(String output) {
        return output == null ? List.of() : output.lines().toList();
    }

    /** The blocks as one script. The URLs are those of the test's servers, and what an operator fills in is filled in. */
    private static String script(List<Part> parts, Map<String, String> urls) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (!part.edited().isEmpty()) {
                script.append("sed -i -e \"s|^#* *POSTGRES_URL=.*|POSTGRES_URL=$SUPABASE_URL|\" -e"
                        + " \"s|^#* *MIGRATIONS_DB_URL=.*|MIGRATIONS_DB_URL=$SUPABASE_URL|\" -e"
                        + " 's|^#* *WHATSAPP_APP_SECRET=.*|WHATSAPP_APP_SECRET=4f6a8c0e2b4d6f8a1c3e5a7c9e1b3d5f|' -e"
                        + " 's|^#* *PORT=.*|PORT=0|' -e \"s|^REDIS_URL=.*|REDIS_URL=$NEW_REDIS|\" -e"
                        + " 's|^#* *ENVIRONMENT=.*|ENVIRONMENT=staging|' "
                        + part.edited() + "\n");
                continue;
            }
            part.commands()
                    .lines()
                    .forEach(line -> script.append(replaced(line, urls)).append('\n'));
            script.append("echo '").append(END_OF_BLOCK).append(i).append("'\n");
        }
        return script.toString();
    }

    private static String replaced(String line, Map<String, String> urls) {
        for (Map.Entry<String, String> url : urls.entrySet()) {
            if (line.startsWith("export " + url.getKey() + "=")) {
                return "export " + url.getKey() + "=" + url.getValue();
            }
        }
        return line;
    }

    private static void compare(List<Part> parts, String output) {
        String rest = output;
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).edited().isEmpty()) {
                continue;
            }
            int end = rest.indexOf(END_OF_BLOCK + i + "\n");
            List<String> printed = rest.substring(0, end)
                    .lines()
                    .map(MigrationGuideTest::shape)
                    .toList();
            assertThat(printed)
                    .as("The output of:%n%s", parts.get(i).commands())
                    .containsAll(parts.get(i).output().stream()
                            .filter(line -> !line.equals("..."))
                            .map(MigrationGuideTest::shape)
                            .toList());
            rest = rest.substring(end).replaceFirst("[^\n]*\n", "");
        }
    }

    private static String shape(String line) {
        return VARYING.matcher(line.strip()).replaceAll("~");
    }

    private static void fill(DataSource database) throws SQLException {
        new Changelog(database).update();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Hotel del Sur'), ('hotel-norte', 'Hotel del Norte');
                    insert into conserje.tenant_user_identifiers (tenant_id, channel, kind, identifier)
                    values ('hotel-sur', 'whatsapp', 'phone_number_id', '100000000000001');
                    insert into conserje.inbox (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at, state, ended_at)
                    select 'hotel-sur', gen_random_uuid(), 'whatsapp', 'wamid.' || n, '+5491112345678', 'text', 'Hola', now(), 'handled', now()
                    from generate_series(1, 5000) n
                    """);
        }
    }

    private static void fill(RedisOfTests server) {
        TenantId hotel = new TenantId("hotel-sur");
        try (RedisAdapters redis = server.adapters()) {
            for (String number : List.of("+5491112345678", "+5491187654321")) {
                redis.sessions()
                        .save(Session.fresh(hotel, GuestRef.phone(Channel.WHATSAPP, number)), new IdleTimeout(LASTING));
            }
            redis.roomHolds()
                    .claim(
                            hotel,
                            new RoomId("101"),
                            new Stay(LocalDate.of(2027, 3, 10), LocalDate.of(2027, 3, 12)),
                            Claimants.anybody(),
                            LASTING);
            redis.leases().claim(new LeaseKey(hotel, "jobs/night-audit"), Claimants.anybody(), LASTING);
        }
    }
}
