package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTemplateTest {

    private static final String POSTGRES =
            "postgresql://conserje_app.abcdefgh:k3mZq8@aws-1.pooler.supabase.com/postgres";
    private static final String REDIS = "rediss://default:k3mZq8x@eu1-abc.upstash.io:6379";

    static Stream<SettingsTemplate> templates() {
        return Stream.of(SettingsTemplate.SUPABASE, SettingsTemplate.LOCAL);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void onlyTheTwoUrlsAreMissing(SettingsTemplate template) {
        assertThat(problems(template.text()))
                .extracting(Problem::name)
                .containsExactlyInAnyOrder("POSTGRES_URL", "REDIS_URL");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void isAcceptedOnceTheUrlsAreFilledIn(SettingsTemplate template) {
        Settings settings = parse(filledIn(template)).settings();

        assertThat(settings.redis()).isNotNull();
        assertThat(settings.http().adminToken()).isNotNull();
        assertThat(settings.whatsApp().verifyToken()).isNotNull();
        assertThat(settings.environment())
                .isEqualTo(template == SettingsTemplate.LOCAL ? Environment.DEVELOPMENT : Environment.STAGING);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void namesAndExplainsEverySetting(SettingsTemplate template) {
        String text = template.text();

        assertThat(Catalogue.settings()).allSatisfy(setting -> {
            assertThat(text).containsPattern("(?m)^(# )?" + setting.name() + "=");
            assertThat(text.replaceAll("\\n# ", " ")).contains(setting.description());
        });
        assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void everyTextHasOtherSecrets() {
        Map<String, String> one = parse(SettingsTemplate.SUPABASE.text()).values();
        Map<String, String> two = parse(SettingsTemplate.SUPABASE.text()).values();

        for (String name :
                new String[] {"ADMIN_API_TOKEN", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET"
                }) {
            assertThat(one.get(name)).hasSizeGreaterThanOrEqualTo(64).isNotEqualTo(two.get(name));
        }
        assertThat(one.values()).doesNotHaveDuplicates();
    }

    @Test
    void aStandInIsWarnedOfAndRefusedInProduction() {
        String filled = filledIn(SettingsTemplate.SUPABASE);

        assertThat(parse(filled).settings().warnings())
                .anyMatch(warning -> warning.startsWith("WHATSAPP_APP_SECRET: it is the stand-in"))
                .anyMatch(warning -> warning.startsWith("WHATSAPP_ACCESS_TOKEN: it is the stand-in"));
        assertThat(problems(filled.replace("=staging", "=production")))
                .extracting(Problem::name)
                .containsExactlyInAnyOrder("WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET");
    }

    private static String filledIn(SettingsTemplate template) {
        EnvFile first = parse(template.text());
        return parse(first.withValue("POSTGRES_URL", POSTGRES)).withValue("REDIS_URL", REDIS);
    }

    private static List<Problem> problems(String text) {
        EnvFile file = parse(text);
        return Objects.requireNonNull(catchThrowableOfType(SettingsException.class, file::settings))
                .problems();
    }

    private static EnvFile parse(String text) {
        return EnvFile.parse(text, "some.env", Map.of());
    }
}
