package io.conserje.application.reply;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.process.Gate;
import io.conserje.application.reply.ReplyStatuses.Change;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records what a channel reports about replies, each in its hotel. Thread-safe. */
public final class RecordStatuses {

    /** How long a report waits for its reply. */
    public static final Duration PATIENCE = Duration.ofHours(1);

    private static final int BATCH = 500;

    private final ReplyStatuses statuses;
    private final ResolveTenant tenants;
    private final PhoneNumbers phones;
    private final ReplyListener listener;
    private final Gate gate;

    /**
     * @param phones gives a number the spelling in which it was assigned to its hotel
     * @param gate whether anything may be recorded now
     */
    public RecordStatuses(
            ReplyStatuses statuses, ResolveTenant tenants, PhoneNumbers phones, ReplyListener listener, Gate gate) {
        this.statuses = statuses;
        this.tenants = tenants;
        this.phones = phones;
        this.listener = listener;
        this.gate = gate;
    }

    /**
     * Records reports. The hotel is that of the line, or else of the guest. Reports without a hotel are dropped. When
     * this returns, the others are durable.
     *
     * @throws io.conserje.application.process.DatabaseClosedException if the gate is closed, or closed for one of the
     *     hotels; nothing was recorded then
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached. The reports of
     *     some hotels may be recorded; the channel delivers all of them again
     */
    public void record(List<ReplyStatus> delivered) {
        if (delivered.isEmpty()) {
            return;
        }
        gate.check();
        Map<TenantId, List<ReplyStatus>> byTenant = new LinkedHashMap<>();
        int unmatched = 0;
        for (ReplyStatus status : delivered) {
            Optional<TenantId> tenant = tenants.ownerOf(identifiers(status));
            if (tenant.isPresent()) {
                byTenant.computeIfAbsent(tenant.get(), id -> new ArrayList<>()).add(status);
            } else {
                unmatched++;
            }
        }
        gate.check(byTenant.keySet());
        byTenant.forEach(this::record);
        if (unmatched > 0) {
            listener.reportsUnmatched(unmatched);
        }
    }

    private void record(TenantId tenant, List<ReplyStatus> reported) {
        List<ReplyStatus> telling = new ArrayList<>();
        for (ReplyStatus status : reported) {
            if (status.word() == ReplyStatus.Word.SENT) {
                // The answer to the sender said so before.
                listener.replyReported(tenant, status.word().label(), status.line(), null, null);
            } else {
                telling.add(status);
            }
        }
        if (!telling.isEmpty()) {
            statuses.record(tenant, telling).forEach(this::tell);
        }
    }

    /**
     * Records the reports that waited for their reply, and drops those that have waited for too long. Call it every
     * second. Several processes may do so at the same time.
     */
    public void settleWaiting() {
        List<Change> changes;
        do {
            changes = statuses.recordWaiting(BATCH);
            changes.forEach(this::tell);
        } while (changes.size() == BATCH);
        int forgotten = statuses.forget(PATIENCE, BATCH);
        if (forgotten > 0) {
            listener.reportsUnmatched(forgotten);
        }
    }

    private void tell(Change change) {
        ReplyStatus status = change.status();
        listener.replyReported(
                change.tenant(),
                status.word().label(),
                status.line() == null ? change.line() : status.line(),
                status.code(),
                status.title());
    }

    private List<Identifier> identifiers(ReplyStatus status) {
        List<Identifier> identifiers = new ArrayList<>(2);
        if (status.line() != null) {
            identifiers.add(phones.inOneSpelling(status.line().identifier()));
        }
        if (status.recipient() != null) {
            identifiers.add(phones.inOneSpelling(status.recipient().identifier()));
        }
        return identifiers;
    }
}
