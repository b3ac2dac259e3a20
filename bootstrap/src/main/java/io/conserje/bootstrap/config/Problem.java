package io.conserje.bootstrap.config;

/**
 * A setting that cannot be used.
 *
 * @param name the setting
 * @param value its value, without secrets
 * @param rule the rule that the value breaks
 * @param example a value that would do
 */
public record Problem(String name, String value, String rule, String example) {

    /** Everything on one line. */
    @Override
    public String toString() {
        return name + " = " + value + ": " + rule + ". Example: " + example;
    }
}
