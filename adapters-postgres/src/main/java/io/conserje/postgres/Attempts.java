package io.conserje.postgres;

import io.conserje.application.store.StoreUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Repeats a statement whose snapshot was older than what it met: it was refused by a row that it could not see, and the next
 * one sees it.
 */
final class Attempts {

    private static final int MAX = 20;

    private Attempts() {}

    /** @throws StoreUnavailableException if it is still undecided after twenty attempts */
    static <T> T until(String what, Supplier<Optional<T>> attempt) {
        for (int made = 0; made < MAX; made++) {
            Optional<T> decided = attempt.get();
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        throw new StoreUnavailableException(
                "PostgreSQL did not decide " + what + " in " + MAX + " attempts: others were always first. Try again.",
                new IllegalStateException("contended"));
    }
}
