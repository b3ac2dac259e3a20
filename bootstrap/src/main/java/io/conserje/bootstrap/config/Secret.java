package io.conserje.bootstrap.config;

/** A value that must not be seen; {@code toString} shows three stars. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
