package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Renewals.Renewal;
import io.conserje.application.messaging.Renewals.Renewed;
import io.conserje.application.messaging.Turns.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Renewals}. */
public interface RenewalsContract extends MessagingStores {

    /** Longer than two calls of a store take. */
    Duration SHORT = Duration.ofMillis(280);

    @Test
    default void leasesOfMessagesAndRepliesLastFromThen() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("Buenos días");
        chat.writes("¿Hay lugar?");
        Turn turn = chat.turn(SHORT);
        OutboundReply reply = chat.reply(SHORT);
        assertThat(renewed(List.of(turn), List.of(reply), Chat.LASTING))
                .isEqualTo(new Renewed(List.of(Renewal.RENEWED), List.of(Renewal.RENEWED)));
        letPass(SHORT);
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
        assertThat(replies().claim(10, Chat.LASTING)).isEmpty();
        assertThat(turns().finish(turn, List.of())).isEqualTo(Outcome.RECORDED);
        assertThat(replies().sent(reply, "wamid.1")).isEqualTo(Outcome.RECORDED);
    }

    @Test
    default void leasesCanBeRenewedToEndSooner() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("Buenos días");
        chat.writes("¿Hay lugar?");
        Turn turn = chat.turn();
        OutboundReply reply = chat.reply();
        renewed(List.of(turn), List.of(reply), Chat.BRIEF);
        letPass(Chat.BRIEF);
        assertThat(chat.turn().id()).isEqualTo(turn.id());
        assertThat(chat.reply().id()).isEqualTo(reply.id());
    }

    @Test
    default void aLostLeaseIsNotRenewedAndTheOthersAre() {
        Chat chat = Chat.in(this);
        Chat other = Chat.in(this);
        chat.writes("one");
        Turn ended = chat.turn();
        turns().finish(ended, Chat.replies("first"));
        OutboundReply sent = chat.reply();
        replies().sent(sent, "wamid.1");
        chat.writes("two");
        Turn late = chat.turn(Chat.BRIEF);
        letPass(Chat.BRIEF);
        Turn taken = chat.turn();
        other.writes("three");
        Turn held = other.turn();
        turns().release(held, Duration.ZERO);
        Turn again = other.turn();
        assertThat(renewed(List.of(ended, taken, late, held, again), List.of(sent), Chat.LASTING))
                .isEqualTo(new Renewed(
                        List.of(Renewal.LOST, Renewal.RENEWED, Renewal.LOST, Renewal.LOST, Renewal.RENEWED),
                        List.of(Renewal.LOST)));
    }

    @Test
    default void anEndedLeaseIsNotRevived() {
        Chat chat = Chat.in(this);
        chat.writes("Hola");
        chat.answers("Buenos días");
        chat.writes("¿Hay lugar?");
        Turn turn = chat.turn(Chat.BRIEF);
        OutboundReply reply = chat.reply(Chat.BRIEF);
        letPass(Chat.BRIEF);
        assertThat(renewed(List.of(turn), List.of(reply), Chat.LASTING))
                .isEqualTo(new Renewed(List.of(Renewal.LOST), List.of(Renewal.LOST)));
        assertThat(chat.turn().id()).isEqualTo(turn.id());
        assertThat(chat.reply().id()).isEqualTo(reply.id());
    }

    @Test
    default void manyLeasesAreRenewedInTheirOrder() {
        Chat chat = Chat.in(this);
        for (int guest = 0; guest < 100; guest++) {
            chat.writes(Fresh.guest(), "Hola");
        }
        List<Turn> taken = turns().claim(100, Chat.LASTING);
        for (int i = 0; i < taken.size(); i += 2) {
            turns().finish(taken.get(i), List.of());
        }
        List<Renewal> made = renewed(taken, List.of(), Chat.LASTING).turns();
        for (int i = 0; i < taken.size(); i++) {
            assertThat(made.get(i)).isEqualTo(i % 2 == 0 ? Renewal.LOST : Renewal.RENEWED);
        }
    }

    @Test
    default void nothingIsRenewedWhereNothingIsHeld() {
        assertThat(renewed(List.of(), List.of(), Chat.LASTING)).isEqualTo(new Renewed(List.of(), List.of()));
    }

    @Test
    default void refusesRenewalsOutOfBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> renewed(List.of(), List.of(), Duration.ofMillis(49)));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> renewed(List.of(), List.of(), Duration.ofHours(1).plusMillis(1)));
    }

    private Renewed renewed(List<Turn> held, List<OutboundReply> sending, Duration lease) {
        try (Renewals renewals = renewals()) {
            return renewals.renew(held, sending, lease);
        }
    }
}
