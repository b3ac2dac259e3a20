package io.conserje.application.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessagingStores;
import io.conserje.application.messaging.Turn;
import io.conserje.application.waiting.WaitingMessages.Outcome;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The laws of {@link WaitingMessages}. */
public interface WaitingMessagesContract extends MessagingStores {

    Warrant ANA = new Warrant("ana", "the guest called");

    WaitingMessages waiting();

    @Test
    default void whatWaitsIsListedAndFound() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        assertThat(waiting().list(null, null, null, 10)).isEmpty();
        inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        WaitingMessage message = waiting().list(null, null, null, 10).getFirst();
        assertThat(message.tenant()).isEqualTo(hotel);
        assertThat(waiting().find(hotel, message.id()).orElseThrow().message()).isEqualTo(message);
        assertThat(waiting().list(null, null, WaitingMessages.Place.behind(message), 10))
                .isEmpty();
    }

    @Test
    default void whatIsCancelledIsNeverHandled() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        MessageId id = waiting().list(hotel, null, null, 10).getFirst().id();
        assertThat(waiting().cancel(hotel, id, ANA)).isEqualTo(Outcome.DONE);
        assertThat(waiting().retry(hotel, id, ANA)).isEqualTo(Outcome.ABSENT);
        assertThat(turns().claim(10, Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    default void whatAWorkerHasIsLeftAlone() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        Turn turn = turns().claim(1, Duration.ofMinutes(1)).getFirst();
        assertThat(waiting().cancel(hotel, turn.id(), ANA)).isEqualTo(Outcome.IN_HAND);
        assertThat(waiting().retry(hotel, turn.id(), ANA)).isEqualTo(Outcome.IN_HAND);
        assertThat(waiting().cancel(hotel, new MessageId(UUID.randomUUID()), ANA))
                .isEqualTo(Outcome.ABSENT);
    }
}
