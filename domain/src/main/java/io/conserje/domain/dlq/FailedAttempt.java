package io.conserje.domain.dlq;

import java.time.Instant;

/**
 * A failed attempt as it is kept.
 *
 * @param round how often the message had been redriven before; attempts are counted from 1 in each round
 * @param at by the store's clock
 */
public record FailedAttempt(int round, Attempt attempt, Instant at) {}
