package io.conserje.bootstrap.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
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

class EnvFileTest {

    @Test
    void readsNamesAndValuesAmongCommentsAndBlankLines() {
        assertThat(parse("""
                # a comment
                A=1

                   # another
                export B = two words\s\s
                  C=
                D=a=b
                """))
                .containsExactly(entry("A", "1"), entry("B", "two words"), entry("C", ""), entry("D", "a=b"));
    }

    @Test
    void aHashBeginsACommentAfterWhiteSpaceOnly() {
        assertThat(parse("""
                TRACE_SAMPLING_RATE=0.1  # 10% en staging
                PASSWORD=pass#word
                EMPTY=# nothing
                QUOTED="a # b" # comment with "quotes"
                SINGLE='a # b'
                """))
                .containsExactly(
                        entry("TRACE_SAMPLING_RATE", "0.1"),
                        entry("PASSWORD", "pass#word"),
                        entry("EMPTY", ""),
                        entry("QUOTED", "a # b"),
                        entry("SINGLE", "a # b"));
    }

    @Test
    void readsQuotedValuesOverSeveralLines() {
        assertThat(parse("KEY=\"-----BEGIN-----\nabc#def\n-----END-----\"\nOTHER='x\ny'\nLAST=1"))
                .containsExactly(
                        entry("KEY", "-----BEGIN-----\nabc#def\n-----END-----"),
                        entry("OTHER", "x\ny"),
                        entry("LAST", "1"));
    }

    @Test
    void knowsEscapesInDoubleQuotesOnly() {
        assertThat(parse("A=\"one\\ntwo \\\"q\\\" \\\\ \\$HOME \\${A} \\d\"\nB='one\\ntwo'\nC=one\\ntwo"))
                .containsExactly(
                        entry("A", "one\ntwo \"q\" \\ $HOME ${A} \\d"),
                        entry("B", "one\\ntwo"),
                        entry("C", "one\\ntwo"));
    }

    @Test
    void expandsReferencesToEarlierLines() {
        assertThat(parse("""
                POSTGRES_URL=postgresql://u:p@h/d
                DATABASE_URL=${POSTGRES_URL}
                DOUBLE="<${POSTGRES_URL}>"
                SINGLE='${POSTGRES_URL}'
                OTHERWISE=${NOWHERE:-x y}
                DOLLAR=pa$word$
                """))
                .containsAllEntriesOf(Map.of(
                        "DATABASE_URL", "postgresql://u:p@h/d",
                        "DOUBLE", "<postgresql://u:p@h/d>",
                        "SINGLE", "${POSTGRES_URL}",
                        "OTHERWISE", "x y",
                        "DOLLAR", "pa$word$"));
    }

    @Test
    void expandsFromTheEnvironmentFirst() {
        assertThat(EnvFile.parse("A=file\nB=${A}-${C}", "f", Map.of("A", "environment", "C", "c"))
                        .values())
                .containsEntry("B", "environment-c");
    }

    @Test
    void theEnvironmentTakesPrecedenceUnlessBlank() {
        assertThat(EnvFile.over(
                        Map.of("A", "file", "B", "file", "C", "file"), Map.of("A", "set", "B", " ", "D", "set")))
                .containsOnly(entry("A", "set"), entry("B", "file"), entry("C", "file"), entry("D", "set"));
    }

    @Test
    void keepsTheLastOfTwoValues() {
        assertThat(parse("\uFEFFA=1\r\nA=2\r\nB=\"x\"\r\n")).containsOnly(entry("A", "2"), entry("B", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FINE=1\nhush hush",
                "FINE=1\n1HUSH=hush",
                "FINE=1\nA=\"hush",
                "FINE=1\nA='hush",
                "FINE=1\nA=\"hu\"sh\"",
                "FINE=1\nA=hush${NOWHERE}"
            })
    void namesTheLineAndNotItsContents(String content) {
        assertThatThrownBy(() -> EnvFile.parse(content, "some.env", Map.of()).settings())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("some.env, line 2")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    }

    @Test
    void readsThePlansOwnFile() throws URISyntaxException {
        Map<String, String> plan = EnvFile.read(plan(), Map.of()).values();

        assertThat(plan)
                .hasSize(19)
                .containsEntry("ENVIRONMENT", "staging")
                .containsEntry("TRACE_SAMPLING_RATE", "0.1")
                .containsEntry("SECRET_KEY", "[generar con: openssl rand -hex 32]")
                .containsEntry("DATABASE_URL", plan.get("POSTGRES_URL"))
                .containsEntry("ALEMBIC_DB_URL", plan.get("POSTGRES_URL"));
    }

    @Test
    void reportsAMissingFileAndOneThatIsNotText(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.env");
        Path latin = Files.write(directory.resolve("latin.env"), "A=ñ".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> EnvFile.read(missing, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("missing.env");
        assertThatThrownBy(() -> EnvFile.read(latin, Map.of())).hasMessageContaining("UTF-8");
    }

    @Test
    void namesMisspeltSettings() {
        assertThat(misspelt("POSTGRES_ULR")).singleElement().asString().contains("POSTGRES_URL");
        assertThat(misspelt("WHATSAPP_APP_SECRETS")).singleElement().asString().contains("WHATSAPP_APP_SECRET?");
        assertThat(misspelt("REDIS_URL", "GRAFANA_ADMIN_PASSWORD", "MY_OWN", "POST"))
                .isEmpty();
    }

    @Test
    void readsOnAfterAnUnreadableLine() {
        assertThat(problemsOf("""
                HOST my.host
                PORT=99999
                SECRET_KEY=[cambiar]
                POSTGRES_URL=${PG_URL}
                MIGRATIONS_DB_URL=${POSTGRES_URL}
                REDIS_URL=redis://${A}:${B}
                LOG_FORMAT="json" x
                SESSIONS=reddis
                LOCKS="memory
                """))
                .extracting(Problem::name, Problem::value)
                .containsExactlyInAnyOrder(
                        tuple("--env-file", "some.env, line 1"),
                        tuple("PORT", "\"99999\""),
                        tuple("SECRET_KEY", "[cambiar]"),
                        tuple("--env-file", "some.env, line 4"),
                        tuple("--env-file", "some.env, line 5"),
                        tuple("--env-file", "some.env, line 6"),
                        tuple("--env-file", "some.env, line 6"),
                        tuple("--env-file", "some.env, line 7"),
                        tuple("SESSIONS", "\"reddis\""),
                        tuple("--env-file", "some.env, line 9"));
    }

    @Test
    void reportsAnUnreadableLineOnce() {
        assertThat(problemsOf("""
                ENVIRONMENT=production
                POSTGRES_URL=${PG_URL}
                WHATSAPP_ACCESS_TOKEN="EAAG
                WHATSAPP_VERIFY_TOKEN=${NOWHERE}
                WHATSAPP_APP_SECRET='x' y
                """))
                .hasSize(4)
                .allMatch(problem -> problem.name().equals("--env-file"));
    }

    @Test
    void checksTheEnvironmentInPlaceOfAnUnreadableLine() {
        EnvFile file = EnvFile.parse("PORT=${NOWHERE}", "some.env", Map.of("PORT", "x"));

        assertThatThrownBy(file::settings).hasMessageContaining("line 1").hasMessageContaining("PORT = \"x\"");
    }

    @Test
    void readsTheSecondLineAfterAnUnreadableFirst() {
        assertThat(problemsOf("PORT=${NOWHERE}\nPORT=99999")).hasSize(2);
    }

    private static List<Problem> problemsOf(String content) {
        EnvFile file = EnvFile.parse(content, "some.env", Map.of());
        return Objects.requireNonNull(catchThrowableOfType(SettingsException.class, file::settings))
                .problems();
    }

    private static List<String> misspelt(String... names) {
        return EnvFile.parse(String.join("=x\n", names) + "=x", "some.env", Map.of())
                .misspelt();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            A=1;B=2;C=3           | A=1;B=new;C=3
            B=old # why           | B=new # why
            export B = "old" # q  | export B = "new" # q
            B='old'               | B='new'
            B=                    | B=new
            B=# nothing           | B=new # nothing
            B= # nothing          | B= new # nothing
            B="o;l;d";C=3         | B="new";C=3
            B=1;B=2               | B=1;B=new
            A=1                   | A=1;B=new;
            A=1;                  | A=1;B=new;
            ~# B=old~             | ~# B=old;B=new;~
            ~~                    | B=new;
            """)
    void replacesOnlyTheValueOfOneName(String before, String after) {
        for (String end : List.of("\n", "\r\n")) {
            String old = before.replace(";", end);

            String text = EnvFile.parse(old, "some.env", Map.of()).withValue("B", "new");

            String expected = after.replace(";", old.contains(end) ? end : "\n");
            assertThat(text).isEqualTo(expected);
            assertThat(EnvFile.parse("\uFEFF" + old, "some.env", Map.of()).withValue("B", "new"))
                    .isEqualTo("\uFEFF" + expected);
            assertThat(parse(text)).containsEntry("B", "new");
        }
    }

    static Path plan() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(EnvFileTest.class.getResource("plan.env.supabase"))
                .toURI());
    }

    private static Map<String, String> parse(String content) {
        return EnvFile.parse(content, "some.env", Map.of()).values();
    }
}
