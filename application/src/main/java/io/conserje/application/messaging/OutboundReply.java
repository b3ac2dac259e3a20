package io.conserje.application.messaging;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded reply under a lease, ready to be sent.
 *
 * @param id the id that this library gave it
 * @param line the hotel's line that sends it; null if neither the message nor the hotel's identifiers name one
 * @param failures how often sending it has failed
 * @param lease the proof of the lease
 */
public record OutboundReply(
        UUID id, TenantId tenant, GuestRef to, @Nullable HotelLine line, Reply reply, int failures, UUID lease) {}
