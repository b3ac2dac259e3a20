package io.conserje.bootstrap.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of settings, one {@code NAME=value} per line, with the syntax of Bash and Docker Compose:
 *
 * <ul>
 *   <li>{@code export } before a name is allowed, and so are blank lines and comments. A {@code #} begins a comment
 *       at the start of a line or after white space; {@code pass#word} and {@code NAME=#word} contain no comment.
 *   <li>{@code 'single quotes'} keep everything as it is; {@code "double quotes"} know {@code \n \r \t \" \\ \$}.
 *       Both may run over several lines.
 *   <li>{@code ${NAME}} and {@code ${NAME:-default}} are replaced by the environment's value, or else by the value
 *       that a line above has set; not within single quotes. A lone {@code $} is a dollar sign.
 * </ul>
 *
 * <p>If a name is set twice, the last value counts. Messages name lines, never their contents. A line that cannot be
 * read does not end the reading: all such lines are reported together, with the problems of the other settings.
 * Immutable once read.
 */
public final class EnvFile {

    private static final Pattern NAME = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=[ \\t]*");
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}", Pattern.DOTALL);

    /** The value of a name whose line cannot be read. */
    private static final String UNKNOWN = "?";

    private final Map<String, String> environment;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> unread = new HashSet<>();
    /** Names whose values have a dollar sign on purpose: in single quotes, or after a backslash. */
    private final Set<String> literal = new HashSet<>();

    private final List<Problem> problems = new ArrayList<>();
    /** The problems of the entry that is being read. */
    private final List<String> wrong = new ArrayList<>();

    /** Where the last value of each name stands in the text, with its quotes. */
    private final Map<String, Span> spans = new HashMap<>();

    private final String source;
    private final String content;
    private final String text;
    private int at;

    private record Span(int begin, int end) {}

    private EnvFile(String content, String source, Map<String, String> environment) {
        this.content = content;
        this.text = normalised(content);
        this.source = source;
        this.environment = environment;
    }

    /**
     * Reads a file.
     *
     * @param environment takes precedence over the file, in {@code ${NAME}} and in {@link #settings}
     * @throws SettingsException if the file does not exist, cannot be read, or is not UTF-8
     */
    public static EnvFile read(Path file, Map<String, String> environment) {
        return parse(contentOf(file), file.toString(), environment);
    }

    /**
     * The settings of the environment and of the file. The environment takes precedence.
     *
     * @throws SettingsException if a line or a setting cannot be used, with all problems
     */
    public Settings settings() {
        Set<String> unreadable = new HashSet<>(unread);
        unreadable.removeIf(name -> !environment.getOrDefault(name, "").isBlank());
        Set<String> asMeant = new HashSet<>(literal);
        asMeant.removeIf(name -> !environment.getOrDefault(name, "").isBlank());
        return Settings.read(new SettingsReader(over(values, environment), problems, unreadable, asMeant));
    }

    /** The file's values by name, in its order. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Both together. A value of {@code environment} takes precedence, unless it is blank. */
    public static Map<String, String> over(Map<String, String> file, Map<String, String> environment) {
        Map<String, String> merged = new LinkedHashMap<>(file);
        environment.forEach((name, value) -> {
            if (!value.isBlank() || !merged.containsKey(name)) {
                merged.put(name, value);
            }
        });
        return merged;
    }

    /** A warning for each name in the file that is not a setting but resembles one. */
    public List<String> misspelt() {
        List<String> warnings = new ArrayList<>();
        values.keySet()
                .forEach(name -> Catalogue.meantBy(name)
                        .ifPresent(known -> warnings.add(name + " is not a setting. Did you mean " + known + "?")));
        return warnings;
    }

    static EnvFile parse(String content, String source, Map<String, String> environment) {
        EnvFile file = new EnvFile(content, source, environment);
        while (file.skipToEntry()) {
            file.entry();
        }
        return file;
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "the file must be UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "the file must exist and be readable");
        }
    }

    private static SettingsException unreadable(Path file, String rule) {
        return new SettingsException(List.of(new Problem("--env-file", file.toString(), rule, ".env.supabase")));
    }

    private static String normalised(String content) {
        String lines = content.replace("\r\n", "\n");
        return lines.startsWith("\uFEFF") ? lines.substring(1) : lines;
    }

    private boolean skipToEntry() {
        while (at < text.length()) {
            int end = endOfLine();
            String line = text.substring(at, end).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                return true;
            }
            at = Math.min(text.length(), end + 1);
        }
        return false;
    }

    private void entry() {
        int line = line();
        Matcher name = NAME.matcher(text).region(at, endOfLine());
        if (name.lookingAt()) {
            at = name.end();
            keep(line, name.group(1));
        } else {
            problem(line, "a line must be NAME=value, a comment, or blank");
        }
        at = Math.min(text.length(), endOfLine() + 1);
    }

    private void keep(int line, String name) {
        wrong.clear();
        int begin = at;
        String value = UNKNOWN;
        try {
            value = value();
        } catch (IllegalArgumentException e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
        wrong.forEach(why -> problem(line, why));
        values.put(name, wrong.isEmpty() ? value : UNKNOWN);
        Span span = spanFrom(begin);
        spans.put(name, span);
        String written = text.substring(begin, span.end());
        if (written.startsWith("'") || written.contains("\\$")) {
            literal.add(name);
        } else {
            literal.remove(name);
        }
        if (wrong.isEmpty()) {
            unread.remove(name);
        } else {
            unread.add(name);
        }
    }

    /** The text of the value that begins there; the reading of a quoted value has moved behind its last quote. */
    private Span spanFrom(int begin) {
        if (at > begin) {
            return new Span(begin, at);
        }
        String rest = text.substring(begin, endOfLine());
        String value = written(rest, begin);
        return new Span(begin, begin + rest.indexOf(value) + value.length());
    }

    /**
     * The file's text with another value of a name: in the last entry that sets it, or else in a new line at the end.
     * Everything else stays as it is: line ends, comments, quotes, a byte order mark.
     *
     * @param value without quotes, line ends and dollar signs
     */
    String withValue(String name, String value) {
        Span span = spans.get(name);
        if (span == null) {
            String end = content.contains("\r\n") ? "\r\n" : "\n";
            String separator = text.isEmpty() || text.endsWith("\n") ? "" : end;
            return content + separator + name + "=" + value + end;
        }
        String quote = span.end() > span.begin() && "'\"".indexOf(text.charAt(span.begin())) >= 0
                ? text.substring(span.begin(), span.begin() + 1)
                : "";
        String rest = content.substring(inContent(span.end()));
        return content.substring(0, inContent(span.begin()))
                + quote
                + value
                + quote
                + (rest.startsWith("#") ? " " : "")
                + rest;
    }

    /** The place in the content of a place in the text, which lacks the byte order mark and carriage returns. */
    private int inContent(int place) {
        int found = content.startsWith("\uFEFF") ? 1 : 0;
        for (int seen = 0; seen < place; seen++) {
            found += content.startsWith("\r\n", found) ? 2 : 1;
        }
        return found;
    }

    private void problem(int line, String rule) {
        problems.add(new Problem("--env-file", source + ", line " + line, rule, "NAME=\"value\""));
    }

    private String value() {
        char first = at < text.length() ? text.charAt(at) : '\n';
        return first == '\'' || first == '"' ? quoted(first) : expand(bare());
    }

    private String bare() {
        return written(text.substring(at, endOfLine()), at);
    }

    /** A value without quotes, up to a comment. {@code NAME=#secret} is a value, as in Bash and Compose. */
    private String written(String rest, int begin) {
        boolean afterSpace = text.charAt(begin - 1) != '=';
        boolean beforeSpace = rest.length() < 2 || Character.isWhitespace(rest.charAt(1));
        if (rest.startsWith("#") && (afterSpace || beforeSpace)) {
            return "";
        }
        for (int i = 1; i < rest.length(); i++) {
            if (rest.charAt(i) == '#' && Character.isWhitespace(rest.charAt(i - 1))) {
                return rest.substring(0, i).strip();
            }
        }
        return rest.strip();
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        StringBuilder piece = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                at = i + 1;
                requireEndOfEntry();
                return quote == '"' ? value.append(expand(piece.toString())).toString() : piece.toString();
            }
            if (c == '\\' && quote == '"' && i + 1 < text.length() && "nrt\"\\$".indexOf(text.charAt(i + 1)) >= 0) {
                // An escaped character takes no part in the expansion of ${NAME}.
                value.append(expand(piece.toString())).append(unescaped(text.charAt(++i)));
                piece.setLength(0);
            } else {
                piece.append(c);
            }
        }
        throw new IllegalArgumentException("a value that begins with a quote must end with one");
    }

    private void requireEndOfEntry() {
        String rest = text.substring(at, endOfLine());
        if (!rest.isBlank() && !rest.strip().startsWith("#")) {
            throw new IllegalArgumentException(
                    "nothing but a comment may follow the closing quote; a quote within quotes is written \\\"");
        }
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private String expand(String raw) {
        return REFERENCE
                .matcher(raw)
                .replaceAll(reference -> Matcher.quoteReplacement(valueOf(reference.group(1), reference.group(2))));
    }

    private String valueOf(String name, @Nullable String defaultValue) {
        String set = environment.getOrDefault(name, "");
        if (set.isEmpty() && unread.contains(name)) {
            wrong.add("${" + name + "} is set in an earlier line, and that line cannot be read");
            return "";
        }
        String value = set.isEmpty() ? values.getOrDefault(name, "") : set;
        if (!value.isEmpty()) {
            return value;
        }
        if (defaultValue == null) {
            wrong.add("${" + name + "} must be set in the environment or in an earlier line");
            return "";
        }
        return defaultValue;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private int line() {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }
}
