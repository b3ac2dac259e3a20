package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.util.UUID;

/**
 * A claimed message. While its lease lasts, nobody else can claim this message or another one of the same guest.
 *
 * @param failures how often handling it has failed
 * @param lease the proof of the lease. A later claim of the message has another
 */
public record Turn(TenantId tenant, MessageId id, InboundMessage message, int failures, UUID lease) {}
