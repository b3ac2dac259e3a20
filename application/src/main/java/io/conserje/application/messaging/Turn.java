package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.util.UUID;

/**
 * One message under a lease: while the lease lasts nobody else has this message, nor another one of the same guest.
 *
 * @param failures how often handling it has failed before
 * @param lease proves the lease; whoever takes the message over has another
 */
public record Turn(TenantId tenant, MessageId id, InboundMessage message, int failures, UUID lease) {}
