package io.conserje.bootstrap.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises the placeholders of templates, and values that people choose for the time being. A placeholder is a whole
 * value, or a whole part of a URL: a secret may well have brackets or a run of letters in its middle.
 */
final class Placeholders {

    private static final Pattern BRACKETS =
            Pattern.compile("\\[[^\\]\\[]{1,80}\\]|<[A-Za-z][^<>]{0,80}>|\\{\\{[^{}]{1,80}}}|\\$\\{[^{}]{1,80}}");

    private static final Pattern RUN = Pattern.compile("(?i)w{3,}|x{3,}|y{3,}|z{3,}|\\*{3,}|\\.{3,}|\u2026");

    /** Phrases of words alone; a random secret has digits or capitals in its middle. */
    private static final Pattern PHRASE = Pattern.compile("(?i)(?:your|tu|tus)[ _-][a-z _-]{2,60}"
            + "|(?:change|replace|cambia|cambie|reemplaza)[ _-]?(?:r|lo|me|this|it)?(?:[ _-][a-z _-]{1,60})?"
            + "|generate[ _-]?secure[a-z _-]{0,60}|generar[a-z _-]{0,60}"
            + "|todo|tbd|fixme|placeholder|(?:put|insert|paste|pega|pegar)[ _-][a-z _-]{2,60}|[a-z _-]{2,60}[ _-]here"
            + "|[a-z0-9_-]{2,20}\\.{3}");

    /** What may be shown of a placeholder: words and short numbers. */
    private static final Pattern WORDS = Pattern.compile(
            "[\\[<{$]{0,2}(?:(?:[A-Z]+|[A-Z]?\\p{Ll}+|[0-9]{1,3})(?:[ _:,-]+|(?=[\\]>}]|$)))+[\\]>}]{0,2}");

    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f]*:[0-9A-Fa-f:.%]*\\]");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?s)^[A-Za-z][A-Za-z0-9+.:-]*?://(?:(?<login>.*)@)?(?<hosts>[^/?]*)(?<rest>.*)$");
    private static final String HIDDEN = "***";

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

    /** The placeholders in a value, as they may be shown. */
    static List<String> in(String value) {
        return parts(value.strip())
                .filter(Placeholders::isPlaceholder)
                .map(Placeholders::shown)
                .distinct()
                .toList();
    }

    private static boolean isPlaceholder(String part) {
        return (BRACKETS.matcher(part).matches() && !IPV6.matcher(part).matches())
                || RUN.matcher(part).matches()
                || PHRASE.matcher(part).matches();
    }

    private static String shown(String placeholder) {
        return RUN.matcher(placeholder).matches() || WORDS.matcher(placeholder).matches() ? placeholder : HIDDEN;
    }

    private static Stream<String> parts(String value) {
        Matcher url = AUTHORITY.matcher(value);
        if (!url.matches()) {
            return Stream.of(value);
        }
        String login = url.group("login");
        return Stream.of(login == null ? Stream.<String>empty() : login(login), hosts(url.group("hosts")), rest(url))
                .flatMap(parts -> parts);
    }

    /** A user may be a role and a project; a password is one part. */
    private static Stream<String> login(String login) {
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        Stream<String> ofUser = Stream.of(user.split("[.]", -1));
        return colon < 0 ? ofUser : Stream.concat(ofUser, Stream.of(login.substring(colon + 1)));
    }

    private static Stream<String> hosts(String hosts) {
        if (IPV6.matcher(hosts).find()) {
            return Stream.empty();
        }
        return Stream.concat(
                BRACKETS.matcher(hosts).results().map(match -> match.group()),
                Stream.of(hosts.split("[.,:-]", -1))
                        .filter(label -> RUN.matcher(label).matches()));
    }

    private static Stream<String> rest(Matcher url) {
        return Stream.of(url.group("rest").split("[/?&=]", -1));
    }

    /** Whether a secret is one that attackers try first. */
    static boolean isWeak(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return WEAK.contains(lower) || lower.startsWith("dev-");
    }
}
