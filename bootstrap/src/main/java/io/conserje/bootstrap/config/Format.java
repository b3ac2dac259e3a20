package io.conserje.bootstrap.config;

import io.conserje.http.whatsapp.outbound.GraphApi;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a setting is written.
 *
 * @param values the values that it may have, for the documentation
 * @param reader throws {@link IllegalArgumentException} with the rule that the text breaks
 * @param writer the inverse of {@code reader}; never called for a secret
 * @param shown how a refused value appears in a message, without its secrets
 * @param secret whether the value must not be seen
 */
record Format<T>(
        String values,
        Function<String, T> reader,
        Function<T, String> writer,
        UnaryOperator<String> shown,
        boolean secret) {

    private static final String IPV6 = "[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,32})?";
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._-]{1,253}|" + IPV6 + "|\\[" + IPV6 + "]");
    private static final int MAX_SHOWN = 60;

    static <E extends Enum<E>> Format<E> choice(E[] all) {
        String names = Stream.of(all).map(Format::name).collect(Collectors.joining(", "));
        return plain(
                Stream.of(all).map(one -> "`" + name(one) + "`").collect(Collectors.joining(", ")),
                text -> Stream.of(all)
                        .filter(one -> one.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("it must be one of " + names)),
                Format::name);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Format<Boolean> flag() {
        return plain(
                "`true`, `false`",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "1", "yes", "on" -> true;
                    case "false", "0", "no", "off" -> false;
                    default -> throw new IllegalArgumentException("it must be true or false");
                },
                String::valueOf);
    }

    static Format<Integer> number(int min, int max) {
        String range = min + " to " + max;
        return plain(
                range,
                text -> {
                    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
                    if (number < min || number > max) {
                        throw new IllegalArgumentException("it must be a whole number from " + range);
                    }
                    return number;
                },
                String::valueOf);
    }

    static Format<Duration> duration(Duration min, Duration max) {
        String range = Durations.format(min) + " to " + Durations.format(max);
        return plain(
                range,
                text -> {
                    Optional<Duration> duration = readDuration(text);
                    if (duration.isEmpty()
                            || duration.get().compareTo(min) < 0
                            || duration.get().compareTo(max) > 0) {
                        throw new IllegalArgumentException(
                                "it must be a length of time from " + range + "; a bare number is seconds");
                    }
                    return duration.get();
                },
                Durations::format);
    }

    /** A length of time, or {@code off}, which is zero. */
    static Format<Duration> durationOrOff(Duration min, Duration max) {
        String range = Durations.format(min) + " to " + Durations.format(max);
        return plain(
                "`off`, " + range,
                text -> (text.equalsIgnoreCase("off") ? Optional.of(Duration.ZERO) : readDuration(text))
                        .filter(read -> read.isZero() || (read.compareTo(min) >= 0 && read.compareTo(max) <= 0))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "it must be off, or a length of time from " + range + "; a bare number is seconds")),
                value -> value.isZero() ? "off" : Durations.format(value));
    }

    private static Optional<Duration> readDuration(String text) {
        try {
            return Optional.of(Durations.parse(text));
        } catch (IllegalArgumentException notADuration) {
            return Optional.empty();
        }
    }

    static Format<String> host() {
        return plain(
                "an address or a host name",
                text -> {
                    if (!ADDRESS.matcher(text).matches()) {
                        throw new IllegalArgumentException(
                                "it must be an address or the name of a host, without port or spaces");
                    }
                    return text;
                },
                host -> host);
    }

    /** A URL that paths can be appended to. */
    static Format<URI> baseUrl() {
        return new Format<>(
                "an `https://` URL, or `http://` on this machine",
                Format::readBaseUrl,
                URI::toString,
                text -> quoted(withoutSecrets(text)),
                false);
    }

    private static URI readBaseUrl(String text) {
        try {
            URI uri = URI.create(text);
            if (isBase(uri) && isTrusted(uri.getScheme(), uri.getHost())) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below, with the rule.
        }
        throw new IllegalArgumentException(
                "it must be an https:// URL, or http:// on this machine, of host, port and path only");
    }

    private static boolean isBase(URI uri) {
        return uri.getHost() != null
                && uri.getPort() <= 65_535
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static boolean isTrusted(String scheme, String host) {
        return "https".equals(scheme) || ("http".equals(scheme) && new DatabaseUrl.Host(host, 80).isLoopback());
    }

    /** Hides a login, a query and a fragment, even of a malformed URL: up to the last @, and from the first ? or #. */
    private static String withoutSecrets(String url) {
        return url.replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*:/*)?.*@", "$1***@").replaceAll("(?s)([?#]).*", "$1***");
    }

    static Format<DatabaseUrl> databaseUrl() {
        return hidden(
                "a `postgresql://`, `postgres://`, `postgresql+asyncpg://` or `jdbc:postgresql://` URL",
                DatabaseUrl::parse);
    }

    static Format<RedisUrl> redisUrl() {
        return hidden("a `redis://` URL, or `rediss://` over TLS", RedisUrl::parse);
    }

    static Format<Secret> token() {
        return hidden("16 characters or more outside development", Secret::new);
    }

    static Format<Secret> accessToken() {
        return hidden("1 to 4096 visible ASCII characters; 16 or more outside development", text -> {
            if (!GraphApi.isAccessToken(text)) {
                throw new IllegalArgumentException("it must have 1 to 4096 visible ASCII characters:"
                        + " copy it again, without spaces or line ends");
            }
            return new Secret(text);
        });
    }

    static Format<Pms> pms() {
        Format<Pms> choice = choice(Pms.values());
        return plain(
                choice.values(),
                text -> {
                    if (text.equalsIgnoreCase("qloapps")) {
                        throw new IllegalArgumentException(
                                "this version has no adapter for QloApps; mock is the only system so far");
                    }
                    return choice.reader().apply(text);
                },
                choice.writer());
    }

    /** @param reader throws {@link IllegalArgumentException} with the rule that the text breaks */
    static <T> Format<T> named(String values, Function<String, T> reader, Function<T, String> writer) {
        return plain(values, reader, writer);
    }

    private static <T> Format<T> plain(String values, Function<String, T> reader, Function<T, String> writer) {
        return new Format<>(values, reader, writer, Format::quoted, false);
    }

    private static <T> Format<T> hidden(String values, Function<String, T> reader) {
        return new Format<>(values, reader, value -> "***", text -> "*** (" + text.length() + " characters)", true);
    }

    private static String quoted(String value) {
        String printable = value.replaceAll("\\p{Cc}", "?");
        return "\"" + (printable.length() > MAX_SHOWN ? printable.substring(0, MAX_SHOWN) + "…" : printable) + "\"";
    }
}
