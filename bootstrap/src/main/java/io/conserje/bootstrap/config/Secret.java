package io.conserje.bootstrap.config;

/** A value that must not be shown; {@code toString} returns three stars. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
