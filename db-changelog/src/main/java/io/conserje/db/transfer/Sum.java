package io.conserje.db.transfer;

import java.math.BigInteger;

/**
 * Sums up rows, whatever their order.
 *
 * @param checksum two sums of 64-bit hashes with different seeds
 */
public record Sum(long rows, String checksum) {

    static final Sum NOTHING = new Sum(0, "0/0");

    Sum plus(Sum other) {
        String[] ours = checksum.split("/", 2);
        String[] theirs = other.checksum.split("/", 2);
        return new Sum(rows + other.rows, added(ours[0], theirs[0]) + "/" + added(ours[1], theirs[1]));
    }

    private static String added(String one, String other) {
        return new BigInteger(one).add(new BigInteger(other)).toString();
    }
}
