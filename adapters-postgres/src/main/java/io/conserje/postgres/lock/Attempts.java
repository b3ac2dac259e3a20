package io.conserje.postgres.lock;

import io.conserje.application.store.StoreUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Repeats a statement that a concurrent one decided against. A row that its snapshot does not show was in its way; the
 * next attempt sees that row.
 */
final class Attempts {

    private static final int MAX = 20;

    private Attempts() {}

    /**
     * Runs {@code attempt} until it returns a result.
     *
     * @param what names the work in the exception
     * @throws StoreUnavailableException if there is no result after {@value #MAX} attempts
     */
    static <T> T until(String what, Supplier<Optional<T>> attempt) {
        for (int i = 0; i < MAX; i++) {
            Optional<T> decided = attempt.get();
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        throw new StoreUnavailableException(
                "PostgreSQL did not decide " + what + " in " + MAX + " attempts: other clients were always first."
                        + " Try again.",
                new IllegalStateException("contended"));
    }
}
