package io.conserje.bootstrap.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What templates leave for a person to fill in, and what people fill in when they mean to come back. */
final class Placeholders {

    /** Brackets, but not those of an IPv6 address; the runs of one letter that the plan writes; the usual phrases. */
    private static final Pattern LEFT_IN = Pattern.compile("\\[(?![0-9a-f]*:[0-9a-f:.%]*\\])[^\\]\\[]{1,80}\\]"
            + "|<[A-Za-z][^<>@/]{0,60}>"
            + "|w{5,}|x{5,}|y{5,}|z{5,}"
            + "|\\byour[_-][a-z_-]{2,40}|\\btu[_-](?:token|clave|secreto|password|api)\\w{0,40}"
            + "|(?:change|replace|cambia)[_-]?(?:me|this)"
            + "|\\bcambiar\\b"
            + "|generate_secure\\w{0,40}");

    private static final Set<String> WEAK = Set.of(
            "12345",
            "123456",
            "12345678",
            "admin",
            "admin123",
            "admin123!",
            "changeme",
            "changeme123!",
            "conserje",
            "default",
            "dev",
            "dev-app-secret",
            "dummy",
            "password",
            "postgres",
            "redis",
            "secret",
            "test",
            "testing");

    private Placeholders() {}

    /** The parts of a value that were never filled in; none of them is a secret. */
    static List<String> in(String value) {
        return LEFT_IN.matcher(value.toLowerCase(Locale.ROOT))
                .results()
                .map(match -> original(value, match))
                .distinct()
                .toList();
    }

    // Lower-casing can change the length of exotic text, and then the lower-cased part has to do.
    private static String original(String value, MatchResult match) {
        return value.length() >= match.end() ? value.substring(match.start(), match.end()) : match.group();
    }

    /** Whether a secret is one that everybody tries first. */
    static boolean isWeak(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return WEAK.contains(lower) || lower.startsWith("dev-");
    }
}
