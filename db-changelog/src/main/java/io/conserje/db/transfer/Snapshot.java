package io.conserje.db.transfer;

import java.time.Instant;

/**
 * The state of a database that was read.
 *
 * @param serverVersion as the server spells it
 * @param at by the server's clock
 * @param transactions the transactions that were visible, as {@code pg_current_snapshot()} spells them
 */
public record Snapshot(String serverVersion, Instant at, String transactions) {}
