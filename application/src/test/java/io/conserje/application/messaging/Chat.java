package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A hotel and its guests, writing to each other over the store under test. */
final class Chat {

    /** The shortest lease and pause. */
    static final Duration BRIEF = Duration.ofMillis(50);

    /** Longer than any test runs. */
    static final Duration LASTING = Duration.ofHours(1);

    final TenantId tenant;
    final GuestRef guest = Fresh.guest();
    private final MessagingStores stores;

    private Chat(MessagingStores stores, TenantId tenant) {
        this.stores = stores;
        this.tenant = tenant;
    }

    /** A hotel that the store knows, and a guest. */
    static Chat in(MessagingStores stores) {
        TenantId tenant = Fresh.tenant();
        stores.givenTenants(tenant);
        return new Chat(stores, tenant);
    }

    Inbox inbox() {
        return stores.inboxes().apply(tenant);
    }

    /** The guest writes: each text becomes one accepted message. */
    List<MessageId> writes(String... texts) {
        return writes(guest, texts);
    }

    List<MessageId> writes(GuestRef who, String... texts) {
        return accept(Arrays.stream(texts).map(text -> Fresh.message(who, text)).toArray(InboundMessage[]::new));
    }

    List<MessageId> accept(InboundMessage... messages) {
        List<Acceptance> made = inbox().accept(List.of(messages));
        assertThat(made).hasSize(messages.length).allMatch(Acceptance.Accepted.class::isInstance);
        return made.stream()
                .map(acceptance -> ((Acceptance.Accepted) acceptance).id())
                .toList();
    }

    /** The only turn there is to take. */
    Turn turn() {
        return turn(LASTING);
    }

    Turn turn(Duration lease) {
        List<Turn> turns = stores.turns().claim(10, lease);
        assertThat(turns).hasSize(1);
        return turns.getFirst();
    }

    /** Handles the only turn there is with these replies. */
    void answers(String... texts) {
        assertThat(stores.turns().finish(turn(), replies(texts))).isEqualTo(Outcome.RECORDED);
    }

    /** The only reply there is to send. */
    OutboundReply reply() {
        return reply(LASTING);
    }

    OutboundReply reply(Duration lease) {
        List<OutboundReply> claimed = stores.replies().claim(10, lease);
        assertThat(claimed).hasSize(1);
        return claimed.getFirst();
    }

    Optional<Progress> progressOf(InboundMessage message) {
        return inbox().progressOf(message.guest().channel(), message.providerId());
    }

    static List<Reply> replies(String... texts) {
        return Stream.of(texts).map(Reply::new).toList();
    }

    static Attempt failure(int number) {
        return new Attempt(number, "test_failed", "failure " + number);
    }

    static String said(Turn turn) {
        return ((MessageContent.Text) turn.message().content()).body();
    }
}
