package io.conserje.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Joins futures. */
final class Futures {

    private Futures() {}

    /** Completes with all answers, in order. If one fails, the result fails and the others are cancelled. */
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
