package io.conserje.application.messaging;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes delivered messages durable, each in its hotel's inbox, before the channel is told so. Thread-safe. */
public final class AcceptWebhook {

    /**
     * What became of a delivery.
     *
     * @param refused messages that are nobody's, or an inactive hotel's
     */
    public record Summary(int accepted, int duplicates, int refused) {}

    private final ResolveTenant tenants;
    private final Function<TenantId, Inbox> inboxes;
    private final MessagingListener listener;
    private final PhoneNumbers phones;

    /**
     * @param phones spells guests' numbers as hotels were assigned them
     * @param inboxes the inbox of a tenant, each call on it a unit of work
     */
    public AcceptWebhook(
            ResolveTenant tenants, PhoneNumbers phones, Function<TenantId, Inbox> inboxes, MessagingListener listener) {
        this.tenants = tenants;
        this.phones = phones;
        this.inboxes = inboxes;
        this.listener = listener;
    }

    /**
     * When this returns, every accepted message is durable. When it throws, some hotels' messages may be: the channel
     * delivers all of them again, and those are then duplicates.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the inbox cannot be reached
     */
    public Summary accept(List<InboundMessage> delivered) {
        return accept(delivered, message -> tenants.resolve(identifiers(message)));
    }

    /**
     * The same for messages of one hotel, whatever they carry.
     *
     * @param provided said by whoever delivers them, and by nothing that a client can choose
     */
    public Summary accept(TenantId provided, List<InboundMessage> delivered) {
        return accept(delivered, message -> tenants.resolve(provided));
    }

    private Summary accept(List<InboundMessage> delivered, Function<InboundMessage, Resolution> resolving) {
        int refused = 0;
        Map<TenantId, List<InboundMessage>> byTenant = new LinkedHashMap<>();
        for (InboundMessage message : delivered) {
            if (resolving.apply(message) instanceof Resolution.Resolved resolved) {
                byTenant.computeIfAbsent(resolved.tenant().id(), id -> new ArrayList<>())
                        .add(message);
            } else {
                refused++;
                listener.messageRefused();
            }
        }
        int accepted = 0;
        int duplicates = 0;
        for (var entry : byTenant.entrySet()) {
            List<Acceptance> made = inboxes.apply(entry.getKey()).accept(entry.getValue());
            int fresh = (int)
                    made.stream().filter(Acceptance.Accepted.class::isInstance).count();
            listener.messagesAccepted(entry.getKey(), fresh, made.size() - fresh);
            accepted += fresh;
            duplicates += made.size() - fresh;
        }
        return new Summary(accepted, duplicates, refused);
    }

    private List<Identifier> identifiers(InboundMessage message) {
        List<Identifier> identifiers = new ArrayList<>(2);
        GuestRef guest = message.guest();
        if (message.line() != null) {
            identifiers.add(
                    Identifier.phoneNumberId(guest.channel(), message.line().value()));
        }
        identifiers.add(identifierOf(guest));
        return identifiers;
    }

    private Identifier identifierOf(GuestRef guest) {
        String address = guest.address();
        if (address.startsWith("+")) {
            return phones.inOneSpelling(Identifier.phone(guest.channel(), address));
        }
        return address.contains("@")
                ? Identifier.email(guest.channel(), address)
                : Identifier.userId(guest.channel(), address);
    }
}
