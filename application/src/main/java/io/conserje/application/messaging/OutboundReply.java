package io.conserje.application.messaging;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded reply under a lease, to be sent.
 *
 * @param id our own name of it
 * @param line the hotel's number to send it from, or null where the message did not say
 * @param failures how often sending it has failed before
 * @param lease proves the lease
 */
public record OutboundReply(
        UUID id, TenantId tenant, GuestRef to, @Nullable HotelLine line, Reply reply, int failures, UUID lease) {}
