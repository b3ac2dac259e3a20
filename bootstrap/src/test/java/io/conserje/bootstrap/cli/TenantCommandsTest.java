package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantCommandsTest {

    @TempDir
    static Path directory;

    private static EmbeddedServers servers;

    @BeforeAll
    static void start() {
        servers = EmbeddedServers.start(directory.resolve("servers"), Set.of(Server.POSTGRES));
        assertThat(Run.of(environment(), directory, "db", "migrate").exitCode()).isZero();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static Map<String, String> environment() {
        return Map.of("POSTGRES_URL", Objects.requireNonNull(servers.postgres()).toString());
    }

    @Test
    void aHotelIsAddedChangedShownAndListed() {
        Run added = tenants("add", "hotel-uno", "--name", "Hotel Uno", "--opens", "07:30");
        assertThat(added.exitCode()).as(added.err()).isZero();
        Run again = tenants("add", "hotel-uno", "--name", "Other");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).startsWith("Hotel hotel-uno exists and was not changed.");
        assertThat(again.out()).isEmpty();

        assertThat(tenants("change", "hotel-uno", "--status", "inactive").out()).contains("inactive", "Hotel Uno");
        assertThat(tenants("show", "hotel-uno", "--json").out())
                .contains("\"status\": \"inactive\"", "\"opens\": \"07:30\"", "\"closes\": \"21:00\"");
        assertThat(tenants("list").out()).contains("hotel-uno");
        assertThat(tenants("list", "--json").out())
                .startsWith("{")
                .contains("\"tenants\": [", "\"tenant\": \"hotel-uno\"");

        assertThat(tenants("audit", "hotel-uno").out().lines())
                .hasSize(2)
                .first()
                .asString()
                .contains(
                        "cli:" + System.getProperty("user.name"),
                        "changed",
                        "{\"status\": {\"after\": \"inactive\", \"before\": \"active\"}}");
        assertThat(tenants("audit", "hotel-uno", "--limit", "1", "--json").out())
                .startsWith("{")
                .contains("\"entries\": [", "\"action\": \"changed\"");
    }

    @Test
    void anIdentifierBelongsToOneHotelUntilItIsRemoved() {
        tenants("add", "hotel-dos", "--name", "Hotel Dos");
        tenants("add", "hotel-tres", "--name", "Hotel Tres");

        assertThat(tenants("assign", "hotel-dos", "--kind", "phone", "00 54 9 11 1234-5678")
                        .out())
                .contains("+5491112345678");
        Run taken = tenants("assign", "hotel-tres", "--kind", "PHONE", "+5491112345678");
        assertThat(taken.exitCode()).isEqualTo(1);
        assertThat(taken.err()).contains("Another hotel has this identifier");
        assertThat(taken.out()).isEmpty();
        assertThat(tenants("show", "hotel-dos").out()).contains("whatsapp  phone  +5491112345678");

        Run notAssigned = tenants("remove", "hotel-tres", "--kind", "phone", "+5491112345678");
        assertThat(notAssigned.exitCode()).isEqualTo(1);
        assertThat(notAssigned.err()).contains("does not have this identifier");
        assertThat(notAssigned.out()).isEmpty();
        assertThat(tenants("remove", "hotel-dos", "--kind", "phone", "+5491112345678")
                        .exitCode())
                .isZero();
        assertThat(tenants("assign", "hotel-tres", "--kind", "phone", "+5491112345678")
                        .exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show NOT-AN-ID",
                "show hotel-nowhere",
                "audit hotel-nowhere",
                "add hotel-cuatro",
                "add hotel-cuatro --zone Europe/Madrid",
                "add hotel-cuatro --name=",
                "change hotel-nowhere --name X",
                "change hotel-nowhere",
                "change default --zone Mars",
                "change default --opens 9",
                "change default --status asleep",
                "assign hotel-nowhere --kind phone +5491112345678",
                "assign default --kind phone 12",
                "assign default --kind colour red",
                "assign default +5491112345678",
                "remove default --channel NO! --kind phone +5491112345678",
                "audit default --limit 0"
            })
    void aWrongCommandIsRefusedAndNothingChanges(String command) {
        tenants("add", "default", "--name", "Default");
        String before = tenants("list", "--json").out();

        Run refused = tenants(command.split(" "));

        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(2);
        assertThat(refused.err()).isNotBlank().doesNotContain("Exception", "\tat ");
        assertThat(tenants("list", "--json").out()).isEqualTo(before);
    }

    @Test
    void commandsUseTheTimeoutsOfTheSettings() throws SQLException {
        onPostgres("""
                create function public.remember_bound() returns trigger language plpgsql security definer as $$
                begin
                  insert into public.bounds values (tg_table_name, current_setting('statement_timeout'));
                  return null;
                end $$;
                create table public.bounds (at text, bound text);
                create trigger remember after insert on conserje.tenants execute function public.remember_bound();
                create trigger remember after insert on conserje.users execute function public.remember_bound()""");
        Map<String, String> bound = new HashMap<>(environment());
        bound.put("STATEMENT_TIMEOUT", "7s");

        assertThat(Run.of(bound, directory, "tenants", "add", "hotel-siete", "--name", "Hotel Siete")
                        .exitCode())
                .isZero();
        assertThat(Run.of(bound, directory, "db", "seed", "--admin-email", "siete@hotel.example.com")
                        .exitCode())
                .isZero();

        assertThat(onPostgres("select string_agg(distinct at || ' ' || bound, ', ' order by at || ' ' || bound)"
                        + " from public.bounds"))
                .isEqualTo("tenants 7s, users 7s");
        onPostgres("drop function public.remember_bound cascade; drop table public.bounds");
    }

    /** Runs SQL as the owner, and returns the first value of the first row, if there is one. */
    private static @Nullable String onPostgres(String sql) throws SQLException {
        try (Connection connection = DataSources.direct(Objects.requireNonNull(servers.postgres()))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private static Run tenants(String... arguments) {
        List<String> all = new ArrayList<>(List.of("tenants"));
        all.addAll(List.of(arguments));
        return Run.of(environment(), directory, all.toArray(String[]::new));
    }
}
