package io.conserje.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several answers as one. */
final class Futures {

    private Futures() {}

    /** All of them in their order, once all are there; failed, if one is. */
    static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }
}
