package io.conserje.library.work;

import org.slf4j.Logger;

/** Lets a loop outlive an error, such as a lack of memory for a moment. */
final class Survival {

    private Survival() {}

    /** Logs an error. If that fails too, the error is forgotten: the loop matters more. */
    static void log(Logger log, Error failed, String message, String name) {
        try {
            log.error(message, name, failed);
        } catch (Error unlogged) {
            failed.addSuppressed(unlogged);
        }
    }
}
