package io.conserje.bootstrap;

import io.conserje.bootstrap.cli.Main;

/** The main class of the process. */
public final class Launcher {

    private Launcher() {}

    /** @param arguments a command and its options; {@code --help} lists them */
    public static void main(String[] arguments) {
        Main.main(arguments);
    }
}
