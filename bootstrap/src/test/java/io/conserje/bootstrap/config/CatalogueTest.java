package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        names.addAll(Catalogue.NOT_READ);

        assertThat(names).doesNotHaveDuplicates();
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
