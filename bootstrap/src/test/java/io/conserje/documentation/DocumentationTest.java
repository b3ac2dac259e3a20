package io.conserje.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.cli.Main;
import io.conserje.bootstrap.cli.Outside;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern COMMAND_ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @Test
    void everyLinkLeadsToAFileAndAHeading() {
        List<String> broken = new ArrayList<>();
        for (Path document : Documents.all()) {
            LINK.matcher(CODE.matcher(Documents.read(document)).replaceAll(""))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.matches("[a-z]+:.*"))
                    .filter(target -> !leadsSomewhere(document, target))
                    .forEach(target -> broken.add(Documents.ROOT.relativize(document) + " -> " + target));
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path document, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** The anchors of a document's headings, spelled as GitHub spells them. */
    private static Set<String> anchors(Path file) {
        return HEADING.matcher(Documents.read(file))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void theIndexNamesEveryPage() {
        String index = Documents.read(Documents.ROOT.resolve("docs/README.md"));
        Path docs = Documents.ROOT.resolve("docs");
        assertThat(Documents.all())
                .filteredOn(document -> docs.equals(document.getParent()))
                .extracting(document -> document.getFileName().toString())
                .filteredOn(name -> !name.equals("README.md"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(index).contains("](" + name));
    }

    @Test
    void theSpanishReadmeShowsCommandsOfTheEnglishOne() {
        List<String> spanish = Documents.commands(Documents.ROOT.resolve("README.es.md"));
        assertThat(spanish).contains("./conserje demo", "mvn -B verify");
        assertThat(Documents.commands(Documents.ROOT.resolve("README.md"))).containsAll(spanish);
    }

    @Test
    void theSpanishTableHasARowForEachRowOfTheEnglishOne() {
        assertThat(rows("README.es.md")).isEqualTo(rows("README.md")).isGreaterThan(5);
    }

    private static long rows(String document) {
        return Documents.read(Documents.ROOT.resolve(document))
                .lines()
                .dropWhile(line -> !line.startsWith("|---|---|"))
                .takeWhile(line -> line.startsWith("|"))
                .count();
    }

    @Test
    void thePageOfCommandsListsThoseThatExist() {
        Set<String> documented = COMMAND_ROW
                .matcher(Documents.read(Documents.ROOT.resolve("docs/commands.md")))
                .results()
                .flatMap(row -> namesIn(row.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(commandNames());
    }

    /** {@code dlq redrive|discard ID... --why TEXT} documents {@code dlq redrive} and {@code dlq discard}. */
    private static Stream<String> namesIn(String usage) {
        List<String> words = Stream.of(usage.replace("\\|", "|").split(" "))
                .takeWhile(word -> word.matches("[a-z|-]+") && !word.startsWith("-"))
                .toList();
        String group = String.join(" ", words.subList(0, words.size() - 1));
        return Stream.of(words.getLast().split("\\|")).map(name -> (group + " " + name).strip());
    }

    private static Set<String> commandNames() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Set<String> names = new TreeSet<>();
        addLeaves("", Main.commandLine(Outside.real(), nowhere, nowhere), names);
        return names;
    }

    private static void addLeaves(String path, CommandLine command, Set<String> names) {
        if (command.getSubcommands().isEmpty()) {
            names.add(path.strip());
        }
        command.getSubcommands().forEach((name, sub) -> {
            if (!name.equals("help")) {
                addLeaves(path + " " + name, sub, names);
            }
        });
    }
}
