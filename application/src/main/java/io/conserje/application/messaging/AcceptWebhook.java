package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Unrouted.Stray;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.process.Gate;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes delivered messages durable, each in its hotel's inbox, before the channel gets its answer. Thread-safe. */
public final class AcceptWebhook {

    /**
     * The result of a delivery.
     *
     * @param refused messages of an unknown or inactive hotel
     */
    public record Summary(int accepted, int duplicates, int refused) {}

    private final ResolveTenant tenants;
    private final Function<TenantId, Inbox> inboxes;
    private final MessagingListener listener;
    private final PhoneNumbers phones;
    private final Gate gate;
    private final @Nullable Unrouted unrouted;

    /** Accepts at all times. See the other constructor. */
    public AcceptWebhook(
            ResolveTenant tenants, PhoneNumbers phones, Function<TenantId, Inbox> inboxes, MessagingListener listener) {
        this(tenants, phones, inboxes, listener, Gate.alwaysOpen());
    }

    /**
     * @param phones gives a number the spelling in which it was assigned to its hotel
     * @param inboxes the inbox of a tenant; each call on an inbox is a unit of work
     * @param gate whether messages may be accepted now
     */
    public AcceptWebhook(
            ResolveTenant tenants,
            PhoneNumbers phones,
            Function<TenantId, Inbox> inboxes,
            MessagingListener listener,
            Gate gate) {
        this(tenants, phones, inboxes, listener, gate, null);
    }

    /**
     * @param phones gives a number the spelling in which it was assigned to its hotel
     * @param inboxes the inbox of a tenant; each call on an inbox is a unit of work
     * @param gate whether messages may be accepted now
     * @param unrouted keeps messages that no active hotel can take; null keeps none
     */
    public AcceptWebhook(
            ResolveTenant tenants,
            PhoneNumbers phones,
            Function<TenantId, Inbox> inboxes,
            MessagingListener listener,
            Gate gate,
            @Nullable Unrouted unrouted) {
        this.unrouted = unrouted;
        this.tenants = tenants;
        this.phones = phones;
        this.gate = gate;
        this.inboxes = inboxes;
        this.listener = listener;
    }

    /**
     * Accepts messages for the hotels that their identifiers name. Those without an active hotel are refused, and kept
     * if there is a place for them. When this returns, every accepted message is durable. When it throws, the messages
     * of some hotels and guests may be durable. The channel then delivers all of them again, and the durable ones count
     * as duplicates.
     *
     * @throws io.conserje.application.process.DatabaseClosedException if the gate is closed, or closed for one of the
     *     hotels; nothing was accepted then
     * @throws StoreUnavailableException if the inbox cannot be reached, or, as a {@link StoreBusyException}, if
     *     something is in the way of one guest's messages
     */
    public Summary accept(List<InboundMessage> delivered) {
        return accept(delivered, List.of());
    }

    /**
     * Accepts messages as {@link #accept(List)} does, and first keeps the parts of their delivery that cannot be read,
     * if there is a place for them.
     */
    public Summary accept(List<InboundMessage> delivered, List<Unreadable> unreadable) {
        return accept(delivered, unreadable, message -> tenants.resolve(identifiers(message)));
    }

    /**
     * Accepts messages for one hotel, whatever identifiers they carry; see {@link #accept(List)}.
     *
     * @param provided the hotel, from a trusted source; never from a value that a client can choose
     */
    public Summary accept(TenantId provided, List<InboundMessage> delivered) {
        return accept(delivered, List.of(), message -> tenants.resolve(provided));
    }

    private Summary accept(
            List<InboundMessage> delivered,
            List<Unreadable> unreadable,
            Function<InboundMessage, Resolution> resolving) {
        gate.check();
        List<Stray> strays = new ArrayList<>();
        Map<TenantId, List<InboundMessage>> byTenant = new LinkedHashMap<>();
        for (InboundMessage message : delivered) {
            switch (resolving.apply(message)) {
                case Resolution.Resolved resolved ->
                    byTenant.computeIfAbsent(resolved.tenant().id(), id -> new ArrayList<>())
                            .add(message);
                case Resolution.Unknown unknown -> strays.add(new Stray(message, null));
                case Resolution.Inactive inactive -> strays.add(new Stray(message, inactive.tenant()));
            }
        }
        // Before anything is stored: the channel delivers all of it again.
        gate.check(byTenant.keySet());
        refuse(strays);
        if (unrouted != null && !unreadable.isEmpty()) {
            listener.unreadableKept(unrouted.keepUnreadable(unreadable));
        }
        return accept(byTenant, strays.size());
    }

    /** One hotel's failure does not keep the messages of the next one from being accepted. */
    private Summary accept(Map<TenantId, List<InboundMessage>> byTenant, int refused) {
        int accepted = 0;
        int duplicates = 0;
        RuntimeException first = null;
        for (var entry : byTenant.entrySet()) {
            try {
                List<Acceptance> made = inboxes.apply(entry.getKey()).accept(entry.getValue());
                int fresh = (int) made.stream()
                        .filter(Acceptance.Accepted.class::isInstance)
                        .count();
                listener.messagesAccepted(entry.getKey(), fresh, made.size() - fresh);
                accepted += fresh;
                duplicates += made.size() - fresh;
            } catch (StoreBusyException locked) {
                first = first == null ? locked : first;
            } catch (StoreUnavailableException away) {
                throw away;
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return new Summary(accepted, duplicates, refused);
    }

    private void refuse(List<Stray> strays) {
        strays.forEach(stray -> listener.messageRefused());
        if (unrouted != null && !strays.isEmpty()) {
            listener.messagesKept(unrouted.keep(strays));
        }
    }

    /** The most telling first: the hotel's line decides before the guest. */
    private List<Identifier> identifiers(InboundMessage message) {
        List<Identifier> identifiers = new ArrayList<>(2);
        if (message.line() != null) {
            identifiers.add(phones.inOneSpelling(message.line().identifier()));
        }
        identifiers.add(phones.inOneSpelling(message.guest().identifier()));
        return identifiers;
    }
}
