package io.conserje.redis;

import io.conserje.application.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.redisson.client.RedisException;

/** Calls Redis, waits for answers no longer than the timeout, and throws the ports' exceptions. Thread-safe. */
final class RedisCalls {

    private final RedisErrors errors;
    private final Duration timeout;

    /** Whether a call has succeeded. Until then a call runs on a thread of its own, because connecting blocks it. */
    private volatile boolean connected;

    RedisCalls(String address, Duration timeout) {
        this.errors = new RedisErrors(address);
        this.timeout = timeout;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param what the operation, for error messages: a verb and its object
     * @throws StoreUnavailableException if Redis fails or does not answer in time; Redis may still do the operation
     * @throws io.conserje.application.store.StoreCorruptException if a key holds a value of another type
     * @throws IllegalStateException if the adapters are closed
     */
    <T> T call(String what, Supplier<? extends CompletionStage<T>> command) {
        CompletableFuture<T> answer = null;
        try {
            answer = connected ? command.get().toCompletableFuture() : onOwnThread(command);
            T result = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            connected = true;
            return result;
        } catch (ExecutionException | CompletionException failed) {
            throw errors.translated(what, failed.getCause() == null ? failed : failed.getCause());
        } catch (RedisException failed) {
            throw errors.translated(what, failed);
        } catch (TimeoutException late) {
            if (answer != null) {
                answer.cancel(true);
            }
            throw errors.late(what, timeout, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw errors.interrupted(what, interrupted);
        }
    }

    private static <T> CompletableFuture<T> onOwnThread(Supplier<? extends CompletionStage<T>> command) {
        return CompletableFuture.supplyAsync(command, Thread::startVirtualThread)
                .thenCompose(Function.identity());
    }
}
