package io.conserje.application.memory;

import io.conserje.application.memory.Lanes.Item;
import io.conserje.application.messaging.ReplyFailure;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecord.Decision;
import io.conserje.application.reply.ReplyRecord.Trouble;
import io.conserje.application.reply.ReplyRecords.Event;
import io.conserje.application.reply.ReplyState;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A recorded reply, and what became of it. Not thread-safe. */
final class Sending {

    /** The message that it answers; null if the hotel wrote first. */
    final @Nullable UUID message;

    final Instant askedAt;
    final @Nullable HotelLine line;
    final Reply reply;
    final Instant recordedAt;
    final List<Event> events = new ArrayList<>();

    /** The line that the reply waits for, by its name among the held lines. */
    @Nullable
    String heldBy;

    @Nullable
    String providerId;

    private ReplyState state = ReplyState.WAITING;
    private ReplyStatus.@Nullable Word reported;
    private @Nullable Trouble trouble;
    private @Nullable Instant changedAt;
    private @Nullable Decision decision;
    private boolean dead;
    private int resends;

    /** @param askedAt when the message came, or the hotel wrote */
    Sending(@Nullable UUID message, Instant askedAt, @Nullable HotelLine line, Reply reply, Instant recordedAt) {
        this.message = message;
        this.askedAt = askedAt;
        this.line = line;
        this.reply = reply;
        this.recordedAt = recordedAt;
    }

    boolean isDead() {
        return dead;
    }

    @Nullable
    Instant changedAt() {
        return changedAt;
    }

    void delayed(String cause, boolean uncertain) {
        heldBy = null;
        trouble = new Trouble(null, cause, null);
        if (uncertain) {
            state = ReplyState.UNCERTAIN;
        }
    }

    void held(String line, String cause) {
        heldBy = line;
        trouble = new Trouble(null, cause, null);
    }

    void sent(String id, Instant now) {
        heldBy = null;
        providerId = id;
        trouble = null;
        become(ReplyState.SENT, now);
    }

    void fail(ReplyFailure failure, String by, Instant now) {
        heldBy = null;
        trouble = new Trouble(failure.reason(), failure.cause(), failure.code());
        become(failure.refused() ? ReplyState.REFUSED : ReplyState.FAILED, now);
        dead = true;
        events.add(new Event(now, "failed", by, failure.cause()));
    }

    boolean isUncertain() {
        return state == ReplyState.UNCERTAIN;
    }

    void cancel(Warrant warrant, Instant now) {
        heldBy = null;
        trouble = new Trouble("cancelled", "cancelled before it was sent", null);
        become(ReplyState.FAILED, now);
        settle("discarded", warrant, now);
    }

    /** Whether the report changed the state. */
    boolean report(ReplyStatus status, Instant now) {
        if (!status.word().moves(reported)) {
            return false;
        }
        reported = status.word();
        switch (status.word()) {
            case SENT, DELIVERED -> become(ReplyState.DELIVERED, now);
            case READ -> become(ReplyState.READ, now);
            case FAILED ->
                fail(
                        new ReplyFailure(false, "not_delivered", cause(status), status.code()),
                        status.channel().name(),
                        now);
        }
        return true;
    }

    private static String cause(ReplyStatus status) {
        return (status.channel().name() + " " + (status.code() == null ? "" : status.code() + ": ")
                        + (status.title() == null ? "" : status.title()))
                .strip();
    }

    private void become(ReplyState next, Instant now) {
        state = next;
        changedAt = now;
    }

    void resend(Warrant warrant, Instant now) {
        events.add(new Event(now, "resent", warrant.by(), warrant.why()));
        state = ReplyState.WAITING;
        reported = null;
        trouble = null;
        changedAt = null;
        providerId = null;
        dead = false;
        resends++;
    }

    void settle(String how, Warrant warrant, Instant now) {
        events.add(new Event(now, how, warrant.by(), warrant.why()));
        decision = new Decision(how, now, warrant.by(), warrant.why());
        dead = false;
    }

    static ReplyRecord shown(Item<Sending> item) {
        Sending sending = item.work;
        return new ReplyRecord(
                item.id,
                item.lane.tenant(),
                item.lane.guest(),
                sending.line,
                sending.reply.text(),
                sending.state,
                item.failures(),
                sending.resends,
                sending.recordedAt,
                sending.changedAt,
                sending.trouble,
                sending.decision,
                sending.dead,
                sending.heldBy != null);
    }
}
