package io.conserje.domain.dlq;

import java.time.Instant;

/**
 * A recorded failed attempt.
 *
 * @param round how often the message had been redriven before it. Attempts are counted from 1 in each round
 * @param at when it failed, by the store's clock
 */
public record FailedAttempt(int round, Attempt attempt, Instant at) {}
