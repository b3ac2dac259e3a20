package io.conserje.http.webhook;

import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bodies, of which nobody knows yet who sent them, into bounded memory: each at most {@value #MAX_BYTES} bytes, room
 * made as the bytes come and never by what a header promises, in bounded time, and all large ones together within a budget.
 * Thread-safe.
 */
final class BodyReader {

    /** WhatsApp's largest payload, 3 MiB. */
    static final int MAX_BYTES = 3 * 1024 * 1024;

    /** What every request may have beside the budget, so that large bodies cannot keep usual ones out. */
    static final int FREE_BYTES = 64 * 1024;

    private static final int BUDGET_BYTES = 96 * 1024 * 1024;

    /** How long the sender of one body may take. */
    static final Duration SLOWEST = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);

    private final Semaphore budget;
    private final LongSupplier ticker;

    /** @param ticker nanoseconds from any origin, by which slow bodies are given up */
    BodyReader(LongSupplier ticker) {
        this(BUDGET_BYTES, ticker);
    }

    /** @param budgetBytes how much the part of all bodies beyond {@link #FREE_BYTES} may take at once */
    BodyReader(int budgetBytes, LongSupplier ticker) {
        this.budget = new Semaphore(budgetBytes);
        this.ticker = ticker;
    }

    /**
     * Reads to the end.
     *
     * @throws ProblemException 413 if the body is larger than allowed, 503 if the budget is spent, 400 if it breaks off or
     *     takes longer than {@link #SLOWEST}
     */
    Body read(InputStream in) {
        int taken = 0;
        boolean whole = false;
        try {
            byte[] buffer = new byte[FREE_BYTES];
            int length = 0;
            long began = ticker.getAsLong();
            int read = in.read(buffer, 0, buffer.length);
            while (read >= 0) {
                length += read;
                if (ticker.getAsLong() - began > SLOWEST.toNanos()) {
                    throw new ProblemException(brokenOff());
                }
                if (length > MAX_BYTES) {
                    throw new ProblemException(tooLarge());
                }
                if (length == buffer.length) {
                    int size = Math.min(2 * buffer.length, MAX_BYTES + 1);
                    taken += take(size - buffer.length);
                    buffer = Arrays.copyOf(buffer, size);
                }
                read = in.read(buffer, length, buffer.length - length);
            }
            whole = true;
            int permits = taken;
            return new Body(buffer, length, () -> budget.release(permits));
        } catch (IOException broken) {
            throw new ProblemException(brokenOff());
        } finally {
            if (!whole) {
                budget.release(taken);
            }
        }
    }

    /**
     * Reads on without keeping anything, as far and as long as a body may be: a client that is still sending when the
     * connection closes may never see the answer.
     */
    void discard(InputStream in) {
        byte[] scrap = new byte[8192];
        long began = ticker.getAsLong();
        long length = 0;
        try {
            int read = in.read(scrap);
            while (read >= 0 && length < MAX_BYTES && ticker.getAsLong() - began <= SLOWEST.toNanos()) {
                length += read;
                read = in.read(scrap);
            }
        } catch (IOException gone) {
            LOG.debug("The sender of a refused body left", gone);
        }
    }

    static Problem tooLarge() {
        return Problem.of(413, "A delivery has at most " + MAX_BYTES + " bytes (3 MiB)");
    }

    private static Problem brokenOff() {
        return Problem.of(400, "The body broke off or stalled before its end");
    }

    private int take(int bytes) {
        if (!budget.tryAcquire(bytes)) {
            throw new ProblemException(
                    Problem.unavailable(1, "Too many large bodies are being read at once; send it again later"));
        }
        return bytes;
    }
}
