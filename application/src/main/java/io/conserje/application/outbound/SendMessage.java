package io.conserje.application.outbound;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.outbound.Outbox.Cancelling;
import io.conserje.application.outbound.Outbox.Draft;
import io.conserje.application.outbound.Outbox.Posting;
import io.conserje.application.process.Gate;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/** Sends messages with which hotels write first. Thread-safe. */
public final class SendMessage {

    /**
     * A message that is recorded.
     *
     * @param id the id of its first reply
     * @param repeated whether an earlier call with the same key recorded it
     */
    public record Sending(UUID id, boolean repeated) {}

    private final Function<TenantId, Outbox> outboxes;
    private final ReplySender channels;
    private final Gate gate;
    private final ReplyListener listener;

    /**
     * @param outboxes the outbox of a hotel, of which each call is a unit of work
     * @param channels tells what each channel can show, and for how long after a guest's message
     */
    public SendMessage(Function<TenantId, Outbox> outboxes, ReplySender channels, Gate gate, ReplyListener listener) {
        this.outboxes = outboxes;
        this.channels = channels;
        this.gate = gate;
        this.listener = listener;
    }

    /**
     * Records a message in a unit of work of its own. It is durable when this returns.
     *
     * @throws IllegalArgumentException if the hotel is not active
     * @throws WindowClosedException if it is due now, and the guest has not written for so long that the channel takes a
     *     template only
     * @throws io.conserje.application.process.DatabaseClosedException if writes are stopped, of all hotels or of this
     *     one
     */
    public Sending send(HotelMessage message) {
        gate.check(List.of(message.tenant()));
        return send(outboxes.apply(message.tenant()), message);
    }

    /**
     * Records a message in the unit of work of an outbox. It is sent when it is due, if that unit of work is committed.
     *
     * @throws IllegalArgumentException as for {@link #send(HotelMessage)}
     * @throws WindowClosedException as for {@link #send(HotelMessage)}
     */
    public Sending send(Outbox outbox, HotelMessage message) {
        Posting posting = outbox.post(draft(message));
        listener.messagePosted(message.tenant(), outcome(message, posting));
        return switch (posting) {
            case Posting.Recorded recorded -> new Sending(recorded.id(), false);
            case Posting.Known known -> new Sending(known.id(), true);
            case Posting.HotelInactive inactive ->
                throw new IllegalArgumentException("There is no active hotel " + message.tenant()
                        + ", so it sends no message. Look at it with: conserje tenants show " + message.tenant());
            case Posting.WindowClosed closed ->
                throw new WindowClosedException(
                        message.guest(),
                        Objects.requireNonNullElse(features(message).window(), Duration.ZERO));
        };
    }

    private static ReplyListener.Posted outcome(HotelMessage message, Posting posting) {
        return switch (posting) {
            case Posting.Recorded recorded ->
                message.notBefore() == null ? ReplyListener.Posted.NOW : ReplyListener.Posted.LATER;
            case Posting.Known known -> ReplyListener.Posted.REPEATED;
            case Posting.HotelInactive inactive -> ReplyListener.Posted.HOTEL_INACTIVE;
            case Posting.WindowClosed closed -> ReplyListener.Posted.WINDOW_CLOSED;
        };
    }

    /**
     * Cancels a message, as far as its sending has not begun.
     *
     * @throws io.conserje.application.process.DatabaseClosedException as for {@link #send(HotelMessage)}
     */
    public Cancelling cancel(TenantId tenant, UUID id, Warrant warrant) {
        gate.check(List.of(tenant));
        Cancelling made = outboxes.apply(tenant).cancel(id, warrant);
        if (made == Cancelling.DONE) {
            listener.messagePosted(tenant, ReplyListener.Posted.CANCELLED);
        }
        return made;
    }

    private Draft draft(HotelMessage message) {
        ChannelFeatures features = features(message);
        boolean anyTime = message.message() instanceof OutboundMessage.Template;
        return new Draft(message, features.fit(message.message()), anyTime ? null : features.window());
    }

    private ChannelFeatures features(HotelMessage message) {
        return channels.features(message.guest().channel());
    }
}
