package io.conserje.domain.tenancy;

/** A rejected value as it may stand in a message: short, and with nothing that a terminal or a log would act on. */
final class Quoted {

    private static final int MAX = 60;

    private Quoted() {}

    static String of(String value) {
        String shown = value.length() > MAX ? value.substring(0, MAX) + "… (" + value.length() + " characters)" : value;
        return "\"" + shown.replaceAll("\\p{Cc}", "?") + "\"";
    }
}
