package io.conserje.bootstrap.config;

/**
 * One setting that cannot be used as it is.
 *
 * @param name the setting
 * @param value what it was, as it may be shown: without secrets
 * @param rule what it must be
 * @param example what would do
 */
public record Problem(String name, String value, String rule, String example) {

    /** The whole of it on one line. */
    @Override
    public String toString() {
        return name + " = " + value + ": " + rule + ". Example: " + example;
    }
}
