package io.conserje.application.messaging;

import io.conserje.application.messaging.HostCall.Result;
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
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Sends one recorded reply and records the result. Sending has its own retry policy. A sender that throws, or takes too
 * long, may have sent the reply; it is sent again, and each time counts as an attempt. Thread-safe.
 */
public final class DeliverReply {

    /** How long a sender may take by default. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MAX_TEXT = 500;

    /**
     * A claimed reply.
     *
     * @param call the call of the sender, which can be cancelled
     */
    public record Ready(OutboundReply reply, HostCall<Delivery> call) {}

    private final Replies replies;
    private final ReplySender sender;
    private final TenantDirectory tenants;
    private final RetryPolicy policy;
    private final DoubleSupplier random;
    private final MessagingListener listener;
    private final Duration limit;
    private final HeldLines lines;

    /**
     * @param random numbers from 0 to 1, for the jitter of retries
     * @param limit how long a sender may take for a reply, 10 ms to 1 h
     * @param lines the lines that wait for an operator
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public DeliverReply(
            Replies replies,
            ReplySender sender,
            TenantDirectory tenants,
            RetryPolicy policy,
            DoubleSupplier random,
            MessagingListener listener,
            Duration limit,
            HeldLines lines) {
        this.replies = replies;
        this.sender = sender;
        this.tenants = tenants;
        this.policy = policy;
        this.random = random;
        this.listener = listener;
        this.limit = TimeLimit.checked("A sender", limit);
        this.lines = lines;
    }

    /** Prepares a claimed reply. */
    public Ready ready(OutboundReply reply) {
        return new Ready(reply, new HostCall<>(HostCall.Code.SENDER, listener));
    }

    /**
     * Sends a claimed reply. The guest may get it twice, because a reply is sent again if its result was not recorded.
     * This happens if the channel did not answer, the lease ended, the store was unavailable or the process died. The
     * listener is notified of the first three.
     *
     * @throws StoreUnavailableException if the result cannot be recorded
     */
    public void deliver(Ready ready) {
        OutboundReply reply = ready.reply();
        OutboundReply addressed = addressed(reply);
        if (!lines.admits(addressed)) {
            return;
        }
        switch (ready.call().run(() -> sender.send(addressed), limit)) {
            case Result.Returned<Delivery> returned -> answered(addressed, returned.value());
            case Result.Threw<Delivery> threw ->
                // The message of an unknown exception may quote the guest; its class name does not.
                uncertain(reply, "the sender threw " + threw.cause().getClass().getName());
            case Result.Cancelled<Delivery> cancelled -> cancelled(reply, cancelled);
        }
    }

    private void cancelled(OutboundReply reply, Result.Cancelled<Delivery> cancelled) {
        if (!cancelled.begun()) {
            replies.release(reply);
            return;
        }
        switch (cancelled.reason()) {
            case TIME_OVER -> uncertain(reply, "sender_timeout: the sender did not answer within " + limit);
            case LEASE_LOST -> listener.replyUncertain(reply, "its lease ended while it was sent");
            case STOPPING -> uncertain(reply, "the process stopped while it was sent");
        }
    }

    private void uncertain(OutboundReply reply, String cause) {
        listener.replyUncertain(reply, cause);
        recordRetry(reply, cause, after -> replies.retryUncertain(reply, cause, after), Duration.ZERO);
    }

    /** @param reply with the line that sent it */
    private void answered(OutboundReply reply, Delivery delivery) {
        switch (delivery) {
            case Delivery.Sent sent -> {
                sent(reply, plain(sent.providerId()));
                lines.works(reply);
            }
            case Delivery.RetryLater delay -> delayed(reply, plain(delay.cause()), delay.notBefore());
            case Delivery.Uncertain unknown -> uncertain(reply, plain(unknown.cause()));
            case Delivery.Refused refusal -> {
                refuse(reply, new ReplyFailure(true, refusal.reason(), plain(refusal.cause()), refusal.code()));
                lines.works(reply);
            }
            case Delivery.Held held -> held(reply, new Lines.Hold(held.fix(), plain(held.cause()), held.window()));
        }
    }

    private void delayed(OutboundReply reply, String cause, Duration notBefore) {
        if (recordRetry(reply, cause, after -> replies.retry(reply, cause, after), notBefore)) {
            listener.replyDelayed(reply, cause);
        }
    }

    private void held(OutboundReply reply, Lines.Hold hold) {
        if (lines.hold(reply, hold) == Outcome.RECORDED) {
            listener.replyDelayed(reply, hold.cause());
        }
    }

    /** A text of the sender as every store takes it. A result that cannot be recorded would be sent for ever. */
    private static String plain(String text) {
        String oneLine = CONTROL.matcher(text).replaceAll(" ");
        return oneLine.length() > MAX_TEXT ? oneLine.substring(0, MAX_TEXT) : oneLine;
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
    private boolean recordRetry(
            OutboundReply reply, String cause, Function<Duration, Outcome> retrying, Duration notBefore) {
        int failures = reply.failures() + 1;
        return switch (policy.afterFailure(failures, random.getAsDouble()).notBefore(notBefore)) {
            case Decision.Retry retry -> retrying.apply(retry.after()) == Outcome.RECORDED;
            case Decision.GiveUp giveUp -> {
                String whole = plain("given up after " + reply.failures() + " retries: " + cause);
                refuse(reply, new ReplyFailure(false, "given_up", whole, null));
                yield false;
            }
        };
    }

    private void refuse(OutboundReply reply, ReplyFailure failure) {
        if (replies.refuse(reply, failure) == Outcome.RECORDED) {
            listener.replyRefused(reply, failure.cause());
        }
    }
}
