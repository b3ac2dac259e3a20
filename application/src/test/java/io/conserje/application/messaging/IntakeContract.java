package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Inbox.Acceptance.Accepted;
import io.conserje.application.messaging.Inbox.Acceptance.Duplicate;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.domain.messaging.InboundMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Intake}. */
public interface IntakeContract extends MessagingStores {

    @Test
    default void nothingArrivedIsNothingAccepted() {
        assertThat(intake().accept(List.of())).isEmpty();
    }

    @Test
    default void acceptsMessagesOfSeveralHotels() {
        Chat here = Chat.in(this);
        Chat there = Chat.in(this);
        InboundMessage message = Fresh.message(here.guest, "to both");
        List<Acceptance> made =
                intake().accept(List.of(new Arrival(here.tenant, message), new Arrival(there.tenant, message)));
        assertThat(made).hasSize(2).allMatch(Accepted.class::isInstance);
        assertThat(here.progressOf(message)).contains(Inbox.Progress.PENDING);
        assertThat(here.inbox().accept(List.of(message))).containsExactly(new Duplicate());
        assertThat(turns().claim(10, Chat.LASTING))
                .extracting(Turn::tenant)
                .containsExactlyInAnyOrder(here.tenant, there.tenant);
    }

    @Test
    default void recognisesDuplicatesAcrossInboxAndBatch() {
        Chat chat = Chat.in(this);
        InboundMessage known = Fresh.message(chat.guest, "known");
        InboundMessage twice = Fresh.message(chat.guest, "first");
        chat.accept(known);
        List<Acceptance> made = intake().accept(List.of(
                new Arrival(chat.tenant, twice),
                new Arrival(chat.tenant, known),
                new Arrival(chat.tenant, Fresh.message(twice.providerId(), chat.guest, "second"))));
        assertThat(made.get(0)).isInstanceOf(Accepted.class);
        assertThat(made.get(1)).isInstanceOf(Duplicate.class);
        assertThat(made.get(2)).isInstanceOf(Duplicate.class);
        turns().finish(chat.turn(), List.of());
        assertThat(Chat.said(chat.turn())).isEqualTo("first");
    }

    @Test
    default void handlesAGuestsMessagesInOrder() {
        Chat chat = Chat.in(this);
        List<Arrival> batch = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            batch.add(new Arrival(chat.tenant, Fresh.message(chat.guest, "message " + number)));
        }
        intake().accept(batch);
        for (int number = 0; number < 8; number++) {
            Turn turn = chat.turn();
            assertThat(Chat.said(turn)).isEqualTo("message " + number);
            turns().finish(turn, List.of());
        }
    }

    @Test
    default void overlappingBatchesAreAcceptedOnce() {
        Chat chat = Chat.in(this);
        List<Arrival> batch = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            batch.add(new Arrival(chat.tenant, Fresh.message(Fresh.guest(), "message " + number)));
        }
        List<Arrival> backwards = new ArrayList<>(batch);
        Collections.reverse(backwards);
        List<List<Acceptance>> made = Crowd.of(8, member -> () -> intake().accept(member % 2 == 0 ? batch : backwards));
        assertThat(made)
                .flatMap(acceptances -> acceptances)
                .filteredOn(Accepted.class::isInstance)
                .doesNotHaveDuplicates()
                .hasSize(batch.size());
        assertThat(turns().claim(100, Chat.LASTING)).hasSize(batch.size());
    }
}
