package io.conserje.library.work;

import java.time.Duration;
import java.util.List;

/**
 * A kind of work that is claimed under leases. Thread-safe.
 *
 * @param <T> one claimed piece
 */
public interface Work<T> {

    /** What it is called in logs and thread names. */
    String name();

    /** Takes at most that many due pieces. */
    List<T> claim(int most, Duration lease);

    /** Does one piece and records what came of it. */
    void perform(T piece);

    /** Lets the lease of a piece that is still being done last that long from now. */
    void renew(T piece, Duration lease);

    /** Gives back a piece that was claimed and not begun. */
    void giveBack(T piece);
}
