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
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Sends one recorded reply and records what came of it, with retries of its own. Thread-safe. */
public final class DeliverReply {

    private final Replies replies;
    private final ReplySender sender;
    private final TenantDirectory tenants;
    private final RetryPolicy policy;
    private final DoubleSupplier jitter;
    private final MessagingListener listener;

    /** @param jitter numbers from 0 to 1 for the jitter of retries */
    public DeliverReply(
            Replies replies,
            ReplySender sender,
            TenantDirectory tenants,
            RetryPolicy policy,
            DoubleSupplier jitter,
            MessagingListener listener) {
        this.replies = replies;
        this.sender = sender;
        this.tenants = tenants;
        this.policy = policy;
        this.jitter = jitter;
        this.listener = listener;
    }

    /**
     * Sends a claimed reply. A reply that the channel took, or may have taken, without that being recorded is sent again: because the
     * channel did not say, the lease ended, the store was away (the listener hears of these three), or the process died.
     *
     * @throws StoreUnavailableException if the outcome cannot be recorded
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
                // Whatever can be recorded of it.
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
        @Nullable
        HotelLine own = tenants.identifiersOf(reply.tenant()).stream()
                .filter(known -> known.kind() == Identifier.Kind.PHONE_NUMBER_ID
                        && known.channel().equals(reply.to().channel()))
                .map(known -> new HotelLine(known.value()))
                .findFirst()
                .orElse(null);
        return new OutboundReply(
                reply.id(), reply.tenant(), reply.to(), own, reply.reply(), reply.failures(), reply.lease());
    }

    /** Records that it was not sent; false if that was the last time, or the lease had ended. */
    private boolean recordRetry(OutboundReply reply, String cause, Duration notBefore) {
        return switch (policy.afterFailure(reply.failures() + 1, jitter.getAsDouble())) {
            case Decision.Retry retry -> {
                Duration pause = retry.after().compareTo(notBefore) < 0 ? notBefore : retry.after();
                yield replies.retry(reply, cause, pause) == Outcome.RECORDED;
            }
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
