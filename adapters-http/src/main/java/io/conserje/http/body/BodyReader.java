package io.conserje.http.body;

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
 * Reads the bodies of unknown senders in bounded memory and time. A body has at most {@value #MAX_BYTES} bytes. Beyond
 * {@value #FIRST_BYTES} bytes, memory is allocated as bytes arrive, never by what a header promises, and all large bodies share one budget. Thread-safe.
 */
public final class BodyReader {

    /** The size of WhatsApp's largest payload, 3 MiB. */
    public static final int MAX_BYTES = 3 * 1024 * 1024;

    /** What a request costs before its bytes arrive. */
    static final int FIRST_BYTES = 4096;

    /** Every request may use this much beside the budget, so that large bodies do not keep ordinary ones out. */
    static final int FREE_BYTES = 64 * 1024;

    private static final int BUDGET_BYTES = 96 * 1024 * 1024;

    /** The sender of a body may take this long. */
    static final Duration MAX_TIME = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);

    private final Semaphore budget;
    private final LongSupplier ticker;

    /** @param ticker nanoseconds from any origin; they measure how long a body takes */
    public BodyReader(LongSupplier ticker) {
        this(BUDGET_BYTES, ticker);
    }

    /** @param budgetBytes the memory that all bodies together may use beyond {@link #FREE_BYTES} each */
    BodyReader(int budgetBytes, LongSupplier ticker) {
        this.budget = new Semaphore(budgetBytes);
        this.ticker = ticker;
    }

    /**
     * Reads a body to its end.
     *
     * @throws ProblemException 413 if the body is larger than allowed, 503 if the budget is spent, 400 if it breaks off
     *     or takes longer than {@link #MAX_TIME}
     */
    public Body read(InputStream in) {
        int taken = 0;
        boolean whole = false;
        try {
            byte[] buffer = new byte[FIRST_BYTES];
            int length = 0;
            long began = ticker.getAsLong();
            int read = in.read(buffer, 0, buffer.length);
            while (read >= 0) {
                length += read;
                if (ticker.getAsLong() - began > MAX_TIME.toNanos()) {
                    throw new ProblemException(brokenOff());
                }
                if (length > MAX_BYTES) {
                    throw new ProblemException(tooLarge());
                }
                if (length == buffer.length) {
                    int size = Math.min(2 * buffer.length, MAX_BYTES + 1);
                    taken += take(beyondFree(size) - beyondFree(buffer.length));
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
     * Reads the rest of a body and keeps nothing. A client that is still sending when the connection closes may never
     * see the answer. It reads no more, and for no longer, than {@link #read} does.
     */
    public void discard(InputStream in) {
        byte[] scrap = new byte[FIRST_BYTES];
        long began = ticker.getAsLong();
        long length = 0;
        try {
            int read = in.read(scrap);
            while (read >= 0 && length < MAX_BYTES && ticker.getAsLong() - began <= MAX_TIME.toNanos()) {
                length += read;
                read = in.read(scrap);
            }
        } catch (IOException gone) {
            LOG.debug("The sender of a refused body closed the connection", gone);
        }
    }

    private static int beyondFree(int bytes) {
        return Math.max(0, bytes - FREE_BYTES);
    }

    /** The answer to a body that is too large. */
    public static Problem tooLarge() {
        return Problem.of(413, "A body must have at most " + MAX_BYTES + " bytes (3 MiB)");
    }

    private static Problem brokenOff() {
        return Problem.of(400, "The body ended early or arrived too slowly");
    }

    private int take(int bytes) {
        if (bytes > 0 && !budget.tryAcquire(bytes)) {
            throw new ProblemException(
                    Problem.unavailable(1, "Too many large bodies are being read at once. Send it again later."));
        }
        return bytes;
    }
}
