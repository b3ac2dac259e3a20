package io.conserje.library.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.application.messaging.HandlingRules;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.ReplySenders;
import io.conserje.application.messaging.Room;
import io.conserje.application.pause.BreakerRule;
import io.conserje.application.pause.PauseListener;
import io.conserje.application.pause.Pausing;
import io.conserje.application.session.SessionListener;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageWorkTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    /** No store lets so many be claimed at once. */
    private static final int TOO_MANY = 1002;

    private final InMemory.Messages messages = InMemory.messages(InstantSource.system(), UUID::randomUUID);
    private final Pausing pausing = new Pausing(
            messages.pauses(), BreakerRule.DEFAULT, Duration.ofMinutes(2), PauseListener.NONE, System::nanoTime);
    private final TenantId hotel = Fresh.tenant();

    @BeforeEach
    void aMessageWaits() {
        messages.inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        pausing.refresh();
    }

    @Test
    void aProbeIsHandledEvenIfTheRestOfTheClaimFails() {
        messages.pauses().open(hotel, "pms_unavailable", new Warrant("ana", "why"));
        pausing.refresh();
        assertThat(work().claim(TOO_MANY, LEASE, Room.UNLIMITED)).hasSize(1);
    }

    @Test
    void aClaimThatClaimsNothingFails() {
        assertThatIllegalArgumentException().isThrownBy(() -> work().claim(TOO_MANY, LEASE, Room.UNLIMITED));
    }

    private MessageWork work() {
        DispatchMessage dispatch = new DispatchMessage(
                messages.turns(),
                InMemory.sessions(InstantSource.system()),
                InMemory.tenants(),
                incoming -> new Answer(List.of(), Map.of()),
                ReplySenders.none(),
                HandlingRules.DEFAULT,
                () -> 0.5,
                pausing,
                MessagingListener.NONE,
                SessionListener.NONE);
        return new MessageWork(messages.turns(), dispatch, pausing, MessagingListener.NONE, System::nanoTime);
    }
}
