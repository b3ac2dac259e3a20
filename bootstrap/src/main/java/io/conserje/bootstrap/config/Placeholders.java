package io.conserje.bootstrap.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Recognises the placeholders of templates, and values that people choose for the time being. */
final class Placeholders {

    /** Brackets other than those of an IPv6 address, runs of one letter such as xxxxx, and common phrases. */
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

    /** The placeholders in a value. They may be shown. */
    static List<String> in(String value) {
        return LEFT_IN.matcher(value.toLowerCase(Locale.ROOT))
                .results()
                .map(match -> original(value, match))
                .distinct()
                .toList();
    }

    // Lower-casing can change the length of a text; then the lower-cased part is returned.
    private static String original(String value, MatchResult match) {
        return value.length() >= match.end() ? value.substring(match.start(), match.end()) : match.group();
    }

    /** Whether a secret is one that attackers try first. */
    static boolean isWeak(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return WEAK.contains(lower) || lower.startsWith("dev-");
    }
}
