package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

    static Stream<Setting<?>> settings() {
        return Catalogue.settings().stream();
    }

    /** The reverse holds by construction: only entries of the catalogue can be read. */
    @Test
    void everySettingIsRead() {
        SettingsReader reader = new SettingsReader(Map.of(), List.of(), Set.of());
        Settings.read(reader);

        assertThat(reader.read()).containsExactlyInAnyOrderElementsOf(Catalogue.settings());
    }

    @Test
    void noNameIsUsedTwice() {
        List<String> names = new ArrayList<>(Catalogue.names());
        Catalogue.NOT_READ.forEach(other -> names.add(other.name()));

        assertThat(names).doesNotHaveDuplicates();
    }

    /** The names of the plan's .env.supabase, and of its notes and its rollback. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENVIRONMENT",
                "DEBUG",
                "USE_SUPABASE",
                "POSTGRES_URL",
                "DATABASE_URL",
                "ALEMBIC_DB_URL",
                "REDIS_URL",
                "PMS_TYPE",
                "PMS_BASE_URL",
                "PROMETHEUS_URL",
                "GRAFANA_ADMIN_PASSWORD",
                "OTLP_ENDPOINT",
                "TRACE_SAMPLING_RATE",
                "SECRET_KEY",
                "WHATSAPP_ACCESS_TOKEN",
                "WHATSAPP_VERIFY_TOKEN",
                "GMAIL_APP_PASSWORD",
                "PMS_API_KEY",
                "TENANCY_DYNAMIC_ENABLED",
                "POSTGRES_POOL_SIZE",
                "POSTGRES_MAX_OVERFLOW",
                "PROJECT_REF",
                "DB_PASSWORD",
                "ANON_KEY",
                "SERVICE_ROLE_KEY"
            })
    void everyNameOfThePlanIsReadOrHasAReasonNotToBe(String name) {
        List<NotRead> other = NotRead.among(List.of(name));

        assertThat(Catalogue.names().contains(name)).isNotEqualTo(!other.isEmpty());
        assertThat(other).allSatisfy(one -> assertThat(one.reason()).endsWith("."));
    }

    @Test
    void thePlansFileHasNoOtherNames() throws URISyntaxException {
        Set<String> names = new HashSet<>(
                EnvFile.read(EnvFileTest.plan(), Map.of()).values().keySet());
        names.removeAll(Catalogue.names());

        assertThat(NotRead.among(names)).hasSameSizeAs(names);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void anUnusableValueIsReportedUnderEveryNameOfASetting(Setting<?> setting) {
        for (String name : setting.names()) {
            assertThat(problemsInProduction(name, "?\n?"))
                    .filteredOn(problem -> problem.name().equals(name))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.value()).isNotEqualTo("(not set)");
                        assertThat(problem.example()).isEqualTo(setting.example());
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everyExampleIsUsableAndEveryEntryDescribed(Setting<?> setting) {
        String example = setting.example().contains(" ") ? "a-word-for-the-example" : setting.example();

        assertThat(Settings.from(Map.of(setting.name(), example))).isNotNull();
        assertThat(setting.defaultText()).isNotBlank();
        assertThat(setting.description()).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void noProblemShowsASecret(Setting<?> setting) {
        if (setting.isSecret()) {
            assertThat(problemsInProduction(setting.name(), "hush hush"))
                    .isNotEmpty()
                    .noneMatch(problem -> problem.toString().contains("hush"));
        }
    }

    private static List<Problem> problemsInProduction(String name, String value) {
        Map<String, String> environment = new HashMap<>(Map.of("ENVIRONMENT", "production"));
        environment.put(name, value);
        return Objects.requireNonNull(catchThrowableOfType(SettingsException.class, () -> Settings.from(environment)))
                .problems();
    }
}
