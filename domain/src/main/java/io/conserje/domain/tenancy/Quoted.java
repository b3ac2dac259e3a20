package io.conserje.domain.tenancy;

/** Quotes a rejected value for an exception message: shortened, and without control characters. */
final class Quoted {

    private static final int MAX = 60;

    private Quoted() {}

    static String of(String value) {
        String shown = value.length() > MAX ? value.substring(0, MAX) + "… (" + value.length() + " characters)" : value;
        return "\"" + shown.replaceAll("\\p{Cc}", "?") + "\"";
    }
}
