package io.conserje.application.pause;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;

/**
 * The messages of a hotel wait, because nearly all of its last ones failed with one reason. One message after the other
 * is tried, until one succeeds.
 *
 * @param reason the reason with which they failed
 * @param probes how many messages were tried since
 */
public record Breaker(TenantId tenant, String reason, Instant openedAt, long probes) {}
