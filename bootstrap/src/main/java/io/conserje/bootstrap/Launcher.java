package io.conserje.bootstrap;

import io.conserje.bootstrap.cli.Main;

/** Where the process begins. */
public final class Launcher {

    private Launcher() {}

    /** @param arguments the command and its options; {@code --help} tells */
    public static void main(String[] arguments) {
        Main.main(arguments);
    }
}
