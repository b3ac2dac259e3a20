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

/** Waits for Redis, never longer than the timeout, and says what went wrong in the words of the ports. Thread-safe. */
final class RedisCalls {

    private final RedisErrors errors;
    private final Duration timeout;

    /** Whether the client has a connection; getting the first one blocks the thread that asks for it. */
    private volatile boolean connected;

    RedisCalls(String address, Duration timeout) {
        this.errors = new RedisErrors(address);
        this.timeout = timeout;
    }

    /**
     * @param what what Redis is to do, for the message
     * @throws StoreUnavailableException if Redis did not do it in time; it may still do it
     * @throws io.conserje.application.store.StoreCorruptException if a key holds another type of value
     */
    <T> T call(String what, Supplier<? extends CompletionStage<T>> command) {
        CompletableFuture<T> answer = null;
        try {
            answer = connected ? command.get().toCompletableFuture() : connecting(command);
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

    private static <T> CompletableFuture<T> connecting(Supplier<? extends CompletionStage<T>> command) {
        return CompletableFuture.supplyAsync(command, Thread::startVirtualThread)
                .thenCompose(Function.identity());
    }
}
