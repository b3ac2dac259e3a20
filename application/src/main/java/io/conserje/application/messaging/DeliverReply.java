package io.conserje.application.messaging;

import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.dlq.RetryPolicy.Decision;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.Identifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Sends one recorded reply and records the result. Sending has its own retry policy. Thread-safe. */
public final class DeliverReply {

    private final Replies replies;
    private final ReplySender sender;
    private final TenantDirectory tenants;
    private final RetryPolicy policy;
    private final DoubleSupplier random;
    private final MessagingListener listener;

    /** @param random numbers from 0 to 1, for the jitter of retries */
    public DeliverReply(
            Replies replies,
            ReplySender sender,
            TenantDirectory tenants,
            RetryPolicy policy,
            DoubleSupplier random,
            MessagingListener listener) {
        this.replies = replies;
        this.sender = sender;
        this.tenants = tenants;
        this.policy = policy;
        this.random = random;
        this.listener = listener;
    }

    /**
     * Sends a claimed reply. The guest may get it twice, because a reply is sent again if its result was not recorded.
     * This happens if the channel did not answer, the lease ended, the store was unavailable or the process died. The
     * listener is notified of the first three.
     *
     * @throws StoreUnavailableException if the result cannot be recorded
     */
    public void deliver(OutboundReply reply) {
        switch (sender.send(addressed(reply))) {
            case Delivery.Sent sent -> sent(reply, sent.providerId());
            case Delivery.RetryLater delay -> {
                if (recordRetry(reply, delay.cause(), delay.notBefore())) {
                    listener.replyDelayed(reply, delay.cause());
                }
            }
            case Delivery.Uncertain unknown -> {
                listener.replyUncertain(reply, unknown.cause());
                recordRetry(reply, unknown.cause(), Duration.ZERO);
            }
            case Delivery.Refused refusal -> refuse(reply, refusal.cause());
        }
    }

    private void sent(OutboundReply reply, String providerId) {
        try {
            if (replies.sent(reply, providerId) == Outcome.RECORDED) {
                listener.replySent(reply);
            } else {
                listener.replyUncertain(reply, "sent, and its lease had ended before that was recorded");
            }
        } catch (StoreUnavailableException away) {
            listener.replyUncertain(reply, "sent, and that could not be recorded");
            throw away;
        }
    }

    private OutboundReply addressed(OutboundReply reply) {
        if (reply.line() != null) {
            return reply;
        }
        return new OutboundReply(
                reply.id(),
                reply.tenant(),
                reply.to(),
                ownLine(reply).orElse(null),
                reply.reply(),
                reply.failures(),
                reply.lease());
    }

    /**
     * The hotel's line on the reply's channel: its first phone number id, else its only other identifier that can be a
     * line. Several of those stay undecided, because some may be guests' addresses.
     */
    private Optional<HotelLine> ownLine(OutboundReply reply) {
        List<HotelLine> lines = tenants.identifiersOf(reply.tenant()).stream()
                .filter(known -> known.channel().equals(reply.to().channel()))
                .filter(HotelLine::canBe)
                .filter(known -> !known.value().equals(reply.to().address()))
                .map(HotelLine::new)
                .toList();
        return lines.stream()
                .filter(line -> line.identifier().kind() == Identifier.Kind.PHONE_NUMBER_ID)
                .findFirst()
                .or(() -> lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty());
    }

    /** Schedules a retry; false if none is left, or the lease had ended. */
    private boolean recordRetry(OutboundReply reply, String cause, Duration notBefore) {
        int failures = reply.failures() + 1;
        return switch (policy.afterFailure(failures, random.getAsDouble()).notBefore(notBefore)) {
            case Decision.Retry retry -> replies.retry(reply, cause, retry.after()) == Outcome.RECORDED;
            case Decision.GiveUp giveUp -> {
                refuse(reply, "given up after " + reply.failures() + " retries: " + cause);
                yield false;
            }
        };
    }

    private void refuse(OutboundReply reply, String cause) {
        if (replies.refuse(reply, cause) == Outcome.RECORDED) {
            listener.replyRefused(reply, cause);
        }
    }
}
