package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/settings.md are those of the catalogue. */
class SettingsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/settings.md");
    private static final String BEGIN = "<!-- Generated from the catalogue of settings. -->\n";
    private static final String END = "<!-- End of the generated part. -->\n";
    private static final String REMEDY = "docs/settings.md differs from the catalogue. Write it anew with:"
            + " mvn -B -pl bootstrap -am verify -Dtest=SettingsDocumentTest -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Dsettings.write=true";

    @Test
    void theDocumentShowsTheCatalogue() throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + tables() + document.substring(end));
        } else {
            assertThat(document.substring(begin, end)).as(REMEDY).isEqualTo(tables());
        }
    }

    private static String tables() {
        return Stream.of(Section.values())
                .map(SettingsDocumentTest::table)
                .collect(Collectors.joining("\n", "\n", "\n" + notRead()));
    }

    private static String notRead() {
        return Catalogue.NOT_READ.stream()
                .map(other -> "| `" + other.name() + "` | " + other.reason() + " |\n")
                .collect(Collectors.joining(
                        "",
                        "## Names that are not read\n\nThe migration plan has them, or other programs do that share the"
                                + " file. `env check` lists those that are set.\n\n| Name | Why |\n|---|---|\n",
                        "\n"));
    }

    private static String table(Section section) {
        String head = "## " + section.title() + "\n\n| Setting | Default | Values | Meaning |\n|---|---|---|---|\n";
        return Catalogue.settings().stream()
                .filter(setting -> setting.section() == section)
                .map(SettingsDocumentTest::row)
                .collect(Collectors.joining("", head, ""));
    }

    private static String row(Setting<?> setting) {
        String aliases = setting.aliases().stream()
                .map(alias -> "`" + alias + "`")
                .collect(Collectors.joining(", ", " (also ", ")"));
        return "| `" + setting.name() + "`" + (setting.aliases().isEmpty() ? "" : aliases)
                + " | " + setting.defaultText()
                + " | " + setting.format().values() + (setting.isSecret() ? "; secret" : "")
                + " | " + setting.description() + example(setting) + " |\n";
    }

    /** Only where the default does not show already how the setting is written. */
    private static String example(Setting<?> setting) {
        String example = setting.example();
        if (setting.defaultText().contains(example) || setting.format().values().contains(example)) {
            return "";
        }
        return " Example: " + (example.contains(" ") ? example : "`" + example + "`") + ".";
    }
}
