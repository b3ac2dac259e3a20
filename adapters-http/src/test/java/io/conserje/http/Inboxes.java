package io.conserje.http;

import io.conserje.application.messaging.Inbox;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inboxes in memory. A test can run code, or throw, before they store. */
final class Inboxes implements Function<TenantId, Inbox> {

    volatile Runnable beforeStoring = () -> {};
    private final Map<TenantId, Map<ProviderMessageId, InboundMessage>> stored = new ConcurrentHashMap<>();

    @Override
    public Inbox apply(TenantId tenant) {
        return new OneInbox(stored.computeIfAbsent(tenant, fresh -> new LinkedHashMap<>()));
    }

    List<InboundMessage> of(TenantId tenant) {
        Map<ProviderMessageId, InboundMessage> messages = stored.getOrDefault(tenant, Map.of());
        synchronized (messages) {
            return List.copyOf(messages.values());
        }
    }

    private final class OneInbox implements Inbox {
        private final Map<ProviderMessageId, InboundMessage> messages;

        OneInbox(Map<ProviderMessageId, InboundMessage> messages) {
            this.messages = messages;
        }

        @Override
        public List<Acceptance> accept(List<InboundMessage> delivered) {
            beforeStoring.run();
            List<Acceptance> made = new ArrayList<>();
            synchronized (messages) {
                for (InboundMessage message : delivered) {
                    @Nullable InboundMessage before = messages.putIfAbsent(message.providerId(), message);
                    made.add(
                            before == null
                                    ? new Acceptance.Accepted(new MessageId(new UUID(0, messages.size())))
                                    : new Acceptance.Duplicate());
                }
            }
            return made;
        }

        @Override
        public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
            synchronized (messages) {
                return messages.containsKey(id) ? Optional.of(Progress.PENDING) : Optional.empty();
            }
        }
    }
}
