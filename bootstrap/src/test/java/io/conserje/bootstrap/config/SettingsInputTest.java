package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as people copy, quote and template them. */
class SettingsInputTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"#0123456789abcdef", "kT7[blue]-41qWmzR", "9fzzzzzK2mQ7vT4xR8pL1", "a#b c#d$", "<a7F>x9Kq2mQ"})
    void readsASecretAsItIs(String secret) {
        for (String line : List.of(secret, "'" + secret + "'", "\"" + secret + "\"")) {
            Settings settings = inFile("WHATSAPP_APP_SECRET=" + line);

            assertThat(settings.whatsApp().appSecret()).isEqualTo(new Secret(secret));
            assertThat(settings.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"p[blue]q", "[k3mZq8x9Rt]q", "wwwxyzzzzz1"})
    void readsAPasswordInAUrlAsItIs(String password) {
        assertThat(Settings.from(Map.of("POSTGRES_URL", "postgresql://ana:" + password + "@db.example.com/d"))
                        .postgres()
                        .url())
                .extracting(DatabaseUrl::password)
                .isEqualTo(new Secret(password));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [k3mZq8x9Rt]                                       | ***
            postgresql://u:[k3mZq8x9Rt]@db.example.com/d       | ***
            postgresql://postgres.[REF]:k3mZq8@db.example.com  | [REF]
            postgresql://u:k3mZq8@[HOST]:5432/d                | [HOST]
            postgresql://u:k3mZq8@db.xxxxx.supabase.co/d       | xxxxx
            xxxxxxxx                                           | xxxxxxxx
            {{ADMIN_TOKEN}}                                    | {{ADMIN_TOKEN}}
            EAAG...                                            | ***
            paste token here                                   | paste token here
            """)
    void namesAPlaceholderAndNoPartOfASecret(String value, String shown) {
        assertThat(problems(Map.of("SECRET_KEY", value))).singleElement().satisfies(problem -> {
            assertThat(problem.value()).isEqualTo(shown);
            assertThat(problem.toString()).doesNotContain("k3mZq8");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u200B", "\u00A0", "\uFEFF", "\u200E", "\u2060", "\u00AD", "\u3164", "\uFE0F", "\t", "\u3000"})
    void refusesAnInvisibleCharacterAnywhere(String invisible) {
        for (String value : List.of(SECRET + invisible + "x", "x" + invisible + SECRET)) {
            for (String name : List.of("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "ADMIN_API_TOKEN")) {
                assertThat(problems(Map.of(name, value))).singleElement().satisfies(problem -> {
                    assertThat(problem.name()).isEqualTo(name);
                    assertThat(problem.rule()).contains("invisible character at place ");
                    assertThat(problem.toString()).doesNotContain("0123");
                });
            }
        }
        assertThat(problems(Map.of("POSTGRES_URL", "postgresql://u:p@db.example" + invisible + ".com/d")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%s\"", "'%s'", "`%s`", "\u201C%s\u201D", "\u00AB%s\u00BB"})
    void refusesQuotesThatArePartOfAValue(String quotes) {
        assertThat(problems(Map.of("WHATSAPP_APP_SECRET", quotes.formatted(SECRET))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.rule()).contains("the quotes are a part of it");
                    assertThat(problem.toString()).doesNotContain("0123");
                });
    }

    @Test
    void warnsOfAVariableThatIsNotInserted() {
        assertThat(inFile("DB_USER=ana\nPOSTGRES_URL=postgresql://$DB_USER:x@db.example.com/hotel")
                        .warnings())
                .singleElement()
                .asString()
                .contains("POSTGRES_URL has $DB_USER, which is taken as it is", "${NAME}");
        assertThat(inFile("ADMIN_API_TOKEN=k3m$Zq8x").warnings())
                .singleElement()
                .asString()
                .contains("$ and a name")
                .doesNotContain("Zq8x");
        assertThat(Settings.from(Map.of("ADMIN_API_TOKEN", "a${B}c")).warnings())
                .hasSize(1);
        assertThat(inFile("ADMIN_API_TOKEN='k3m$Zq8x'").warnings()).isEmpty();
        assertThat(inFile("ADMIN_API_TOKEN=\"k3m\\$Zq8x\"").warnings()).isEmpty();
        assertThat(inFile("ADMIN_API_TOKEN=k3m$").warnings()).isEmpty();
    }

    @Test
    void readsEverySecretFromAFile() throws IOException {
        Path url = Files.writeString(directory.resolve("url"), "postgresql://u:k3mZq8@db.example.com/d\n");
        Path token = Files.writeString(directory.resolve("token"), "\n" + SECRET + "\r\n");
        Settings settings = Settings.from(Map.of(
                "POSTGRES_URL_FILE", url.toString(),
                "REDIS_URL_FILE",
                        Files.writeString(directory.resolve("redis"), "redis://r.example.com")
                                .toString(),
                "ADMIN_API_TOKEN_FILE", token.toString(),
                "WHATSAPP_ACCESS_TOKEN_FILE", token.toString(),
                "WHATSAPP_VERIFY_TOKEN_FILE", token.toString(),
                "WHATSAPP_APP_SECRET_FILE", token.toString(),
                "ALEMBIC_DB_URL_FILE", url.toString()));

        assertThat(settings.postgres().url()).isEqualTo(settings.postgres().migrations());
        assertThat(settings.redis()).isNotNull();
        assertThat(settings.http().adminToken()).isEqualTo(new Secret(SECRET));
        assertThat(settings.whatsApp().accessToken()).isEqualTo(new Secret(SECRET));
        assertThat(settings.whatsApp().verifyToken()).isEqualTo(new Secret(SECRET));
        assertThat(settings.whatsApp().appSecret()).isEqualTo(new Secret(SECRET));
    }

    @Test
    void reportsAFileOfASecretThatCannotBeUsed() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), " \n");
        Path good = Files.writeString(directory.resolve("good"), SECRET);
        Path placeholder = Files.writeString(directory.resolve("placeholder"), "[cambiar]");

        assertThat(problems(Map.of("ADMIN_API_TOKEN_FILE", empty.toString())))
                .extracting(Problem::name, Problem::rule)
                .containsExactly(tuple("ADMIN_API_TOKEN_FILE", "the file is empty"));
        assertThat(problems(Map.of("ADMIN_API_TOKEN_FILE", directory.toString())))
                .singleElement()
                .matches(problem -> problem.rule().contains("must exist and be readable"));
        assertThat(problems(Map.of("ADMIN_API_TOKEN_FILE", good.toString(), "ADMIN_API_TOKEN", SECRET)))
                .singleElement()
                .matches(problem -> problem.rule().contains("ADMIN_API_TOKEN is set too"));
        assertThat(problems(Map.of("ADMIN_API_TOKEN_FILE", placeholder.toString())))
                .singleElement()
                .matches(problem -> problem.name().equals("ADMIN_API_TOKEN"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:k3mZq8@db.abcdefgh.supabase.co/d, micro, 24",
        "postgresql://u:k3mZq8@db.abcdefgh.supabase.co/d, 4XL, 60",
        "postgresql://u:k3mZq8@a.pooler.supabase.com:6543/d, nano, 60",
        "postgresql://u:k3mZq8@db.example.com/d, nano, 60"
    })
    void theComputeSizeCapsThePool(String url, String compute, int expected) {
        Settings settings = Settings.from(Map.of(
                "POSTGRES_URL",
                url,
                "SUPABASE_COMPUTE",
                compute,
                "POSTGRES_POOL_SIZE",
                "50",
                "POSTGRES_MAX_OVERFLOW",
                "10"));

        assertThat(settings.postgres().pool().max()).isEqualTo(expected);
        assertThat(settings.warnings().stream().anyMatch(warning -> warning.contains("is capped at")))
                .isEqualTo(expected < 60);
    }

    private static Settings inFile(String content) {
        return EnvFile.parse(content, "some.env", Map.of()).settings();
    }

    private static List<Problem> problems(Map<String, String> environment) {
        return Objects.requireNonNull(catchThrowableOfType(SettingsException.class, () -> Settings.from(environment)))
                .problems();
    }
}
