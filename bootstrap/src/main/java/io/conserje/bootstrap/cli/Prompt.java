package io.conserje.bootstrap.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal. A script has none, and is never kept waiting. */
interface Prompt {

    /** Nobody is there. */
    Prompt NOBODY = question -> Optional.empty();

    /** The answer, empty text included; nothing if there is no terminal. */
    Optional<String> ask(String question);

    /** Asks at the terminal of this process, if both its input and its output are one. */
    @SuppressWarnings("SystemConsoleNull") // Java 21 has no console without a terminal
    static Optional<String> atTerminal(String question) {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            return Optional.empty();
        }
        String answer = console.readLine("%s", question);
        return Optional.of(answer == null ? "" : answer.strip());
    }

    /** From Java 22 on there may be a console without a terminal, and it can be asked. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException older) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
