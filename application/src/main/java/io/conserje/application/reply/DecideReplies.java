package io.conserje.application.reply;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.process.Gate;
import io.conserje.application.reply.ReplyRecords.Settlement;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.UUID;

/** Resends or discards replies that are dead letters. Thread-safe. */
public final class DecideReplies {

    private final ReplyRecords replies;
    private final ReplyListener listener;
    private final Gate gate;

    /** @param gate whether decisions may be made now; they are refused as {@link Gate#check()} says */
    public DecideReplies(ReplyRecords replies, ReplyListener listener, Gate gate) {
        this.replies = replies;
        this.listener = listener;
        this.gate = gate;
    }

    /** Decides about one reply. */
    public Settlement decide(TenantId tenant, UUID reply, Verdict verdict, Warrant warrant) {
        gate.check(List.of(tenant));
        Settlement made = replies.settle(tenant, reply, verdict, warrant);
        if (made instanceof Settlement.Done) {
            tell(tenant, verdict, 1);
        }
        return made;
    }

    /**
     * Decides about the dead letters of a hotel that match, the oldest first.
     *
     * @param max how many at most, 1 to 1000
     * @return how many
     */
    public int decide(TenantId tenant, ReplyFilter filter, int max, Verdict verdict, Warrant warrant) {
        gate.check(List.of(tenant));
        int decided = replies.settle(tenant, filter, max, verdict, warrant);
        if (decided > 0) {
            tell(tenant, verdict, decided);
        }
        return decided;
    }

    private void tell(TenantId tenant, Verdict verdict, int decided) {
        switch (verdict) {
            case REDRIVE -> listener.repliesResent(tenant, decided);
            case DISCARD -> listener.repliesDiscarded(tenant, decided);
        }
    }
}
