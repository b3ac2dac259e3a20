package io.conserje.db.transfer;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The transactions that a snapshot saw, as {@code pg_visible_in_snapshot} tells.
 *
 * @param end the first number that was not given yet
 * @param running those before {@code end} that had not ended
 */
record SeenTransactions(long end, Set<Long> running) {

    /** @param snapshot as {@code pg_current_snapshot} writes it: {@code xmin:xmax:running,running...} */
    static SeenTransactions of(String snapshot) {
        String[] parts = snapshot.split(":", -1);
        Set<Long> running = parts[2].isEmpty()
                ? Set.of()
                : Stream.of(parts[2].split(",")).map(Long::valueOf).collect(Collectors.toSet());
        return new SeenTransactions(Long.parseLong(parts[1]), running);
    }

    /** @param xid the low 32 bits of a transaction's number, less than 2^31 away from the snapshot */
    boolean contain(int xid) {
        long number = widened(xid);
        return number < end && !running.contains(number);
    }

    private long widened(int xid) {
        int distance = xid - (int) end;
        return end + distance;
    }
}
