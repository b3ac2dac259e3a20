package io.conserje.application.messaging;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A claimed message, or several messages of a guest that are handled together. While its lease lasts, nobody else can
 * claim a message of the same guest.
 *
 * @param id of the first message, which is the same in each attempt
 * @param message the first message
 * @param failures how often handling it has failed
 * @param lease the proof of the lease. A later claim of the message has another
 * @param further the messages behind the first one that are handled with it, in their order; none has failed before
 */
public record Turn(
        TenantId tenant, MessageId id, InboundMessage message, int failures, UUID lease, List<Further> further) {

    /** A message that is handled with an earlier one. */
    public record Further(MessageId id, InboundMessage message) {}

    public Turn {
        further = List.copyOf(further);
    }

    /** A turn of one message. */
    public Turn(TenantId tenant, MessageId id, InboundMessage message, int failures, UUID lease) {
        this(tenant, id, message, failures, lease, List.of());
    }

    /** The same turn with these messages behind the first one. */
    public Turn with(List<Further> more) {
        return new Turn(tenant, id, message, failures, lease, more);
    }

    /** How many messages it has, from 1. */
    public int size() {
        return 1 + further.size();
    }

    /** Its messages in their order. */
    public List<InboundMessage> messages() {
        return Stream.concat(Stream.of(message), further.stream().map(Further::message))
                .toList();
    }

    /** The ids of its messages in their order. */
    public List<MessageId> ids() {
        return Stream.concat(Stream.of(id), further.stream().map(Further::id)).toList();
    }

    /**
     * Checks that it has one message, for what is never recorded of several together.
     *
     * @throws IllegalArgumentException if it has several
     */
    public void requireSingle() {
        if (size() > 1) {
            throw new IllegalArgumentException("Turn " + id + " has " + size()
                    + " messages, and only a single one becomes a dead letter. Record a retry: then each is claimed by"
                    + " itself.");
        }
    }
}
