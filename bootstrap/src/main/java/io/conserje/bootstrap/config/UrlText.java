package io.conserje.bootstrap.config;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a connection URL: {@code scheme://user:password@host:port,host:port/path?name=value}. Unlike
 * {@link java.net.URI} it accepts several hosts, and its messages explain how to encode a password.
 *
 * @param path without its slash, decoded; may be empty
 */
record UrlText(
        @Nullable String user,
        @Nullable String password,
        List<Host> hosts,
        String path,
        Map<String, String> parameters) {

    /** @param port 0 if the URL has none */
    record Host(String name, int port) {
        @Override
        public String toString() {
            return port == 0 ? name : name + ":" + port;
        }
    }

    static final String ENCODING = "a password with special characters must be percent-encoded:"
            + " @ is %40, : is %3A, / is %2F, # is %23, ? is %3F, % is %25, a space is %20";

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}(?:%25[A-Za-z0-9._~-]{1,32})?]");
    private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** @throws IllegalArgumentException if it cannot be read; the message holds no part of the URL */
    static UrlText parse(String afterScheme) {
        int end = firstOf(afterScheme, "/?#");
        String authority = afterScheme.substring(0, end);
        String rest = afterScheme.substring(end);
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        int at = authority.indexOf('@');
        if (at != authority.lastIndexOf('@') || path.indexOf('@') >= 0 || rest.indexOf('#') >= 0) {
            throw new IllegalArgumentException(ENCODING);
        }
        @Nullable String user = null;
        @Nullable String password = null;
        if (at >= 0) {
            String login = authority.substring(0, at);
            int colon = login.indexOf(':');
            user = decode(colon < 0 ? login : login.substring(0, colon));
            password = colon < 0 ? null : decode(login.substring(colon + 1));
        }
        return new UrlText(
                user,
                password,
                hosts(authority.substring(at + 1)),
                decode(path.startsWith("/") ? path.substring(1) : path),
                question < 0 ? Map.of() : parameters(rest.substring(question + 1)));
    }

    private static int firstOf(String text, String any) {
        for (int i = 0; i < text.length(); i++) {
            if (any.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static List<Host> hosts(String text) {
        List<Host> hosts = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            // The colons in [::1] do not begin a port.
            int colon = one.indexOf(':', Math.max(0, one.indexOf(']')));
            String name = one.startsWith("[") && one.indexOf(']') < 0 ? "" : colon < 0 ? one : one.substring(0, colon);
            if (!HOST.matcher(name).matches()) {
                throw new IllegalArgumentException("it needs a host name; " + ENCODING);
            }
            hosts.add(new Host(name, colon < 0 ? 0 : port(one.substring(colon + 1))));
        }
        return List.copyOf(hosts);
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw new IllegalArgumentException("the port must be 1 to 65535; " + ENCODING);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("every parameter needs a name and a value; " + ENCODING);
            }
        }
        return parameters;
    }

    /** The text as a part of a URL, percent-encoded. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String text) {
        if (BARE_PERCENT.matcher(text).find()) {
            throw new IllegalArgumentException(ENCODING);
        }
        // URLDecoder reads a plus sign as a space, as in forms; in these URLs it is a plus sign.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
