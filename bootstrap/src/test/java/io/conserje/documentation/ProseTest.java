package io.conserje.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps out of the project's prose the kinds of sentence that CONTRIBUTING names, because they must be read twice. */
class ProseTest {

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)//[^\n]*$");
    private static final Pattern CODE =
            Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`|^#.*?$|^\\|.*?$|^.*\"[^\"\n]*\".*$");
    /** The start of a sentence: of the text, after a full stop, or after the asterisk or slashes that begin a comment. */
    private static final String START = "(?:^|[.:;!?] |/\\*\\* |^\\s*\\* (?:@\\w+ (?:\\w+ )?)?|// )";

    private static final Pattern HARD_TO_READ = Pattern.compile(
            "(?m)" + START + "(?:Of which|Of whom|Of whose|Whose|Whoever|Whom|Nobody is told|Where there is none"
                    + "|What(?:ever)? [a-z][^.?\n]{0,60} (?:is|are|was|were) (?![^.\n]*\\?))"
                    + "|\\bthat long\\b|(?<!there )\\bis none\\b");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** Of which nobody is told. */",
                "/** Whose messages are that name no hotel. */",
                "// It waits that long.",
                "/** What is left is given back. */",
                " * Whoever comes first decides."
            })
    void findsASentenceThatMustBeReadTwice(String text) {
        assertThat(HARD_TO_READ.matcher(text).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/** Creates transactions without a listener. */", "// What is the rate?"})
    void leavesPlainSentencesAlone(String text) {
        assertThat(HARD_TO_READ.matcher(text).find()).isFalse();
    }

    @Test
    void theDocumentationIsPlain() {
        assertThat(Documents.all())
                .flatMap(document -> hardToRead(
                        document, CODE.matcher(Documents.read(document)).replaceAll("")))
                .isEmpty();
    }

    @Test
    void commentsArePlain() throws IOException {
        try (Stream<Path> files = Files.walk(Documents.ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> !file.endsWith("ProseTest.java"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(300);
            assertThat(sources).flatMap(ProseTest::inComments).isEmpty();
        }
    }

    private static List<String> inComments(Path source) {
        return COMMENT.matcher(Documents.read(source))
                .results()
                .map(MatchResult::group)
                .flatMap(comment -> hardToRead(source, comment).stream())
                .toList();
    }

    private static List<String> hardToRead(Path file, String text) {
        return HARD_TO_READ
                .matcher(text)
                .results()
                .map(found -> Documents.ROOT.relativize(file) + ": " + line(text, found.start()))
                .toList();
    }

    private static String line(String text, int at) {
        int begin = text.lastIndexOf('\n', at) + 1;
        int end = text.indexOf('\n', Math.max(at, begin));
        return text.substring(begin, end < 0 ? text.length() : end).strip();
    }
}
