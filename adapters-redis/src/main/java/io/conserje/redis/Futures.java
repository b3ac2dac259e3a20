package io.conserje.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several answers as one. */
final class Futures {

    private Futures() {}

    /** All of them in their order, once all are there; failed, if one is. What is not waited for any more is cancelled. */
    static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
        CompletableFuture<List<T>> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
        var unused = all.whenComplete((made, failed) -> {
            if (failed != null) {
                answers.forEach(answer -> answer.cancel(true));
            }
        });
        return all;
    }
}
