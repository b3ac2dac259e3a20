package io.conserje.application.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.dlq.BrowseDeadLetters.Mark;
import io.conserje.application.dlq.BrowseDeadLetters.Page;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Turn;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrowseDeadLettersTest {

    private static final TenantId NORTE = new TenantId("hotel-norte");
    private static final TenantId QUIET = new TenantId("hotel-quiet");
    private static final TenantId SUR = new TenantId("hotel-sur");

    private final SettableClock clock = new SettableClock();
    private final InMemory.Messages store = InMemory.messages(clock, UUID::randomUUID);
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final BrowseDeadLetters browsing = new BrowseDeadLetters(store.letters(), tenants);
    private final List<DeadLetterId> inOrder = new ArrayList<>();

    @BeforeEach
    void buryFiveAtTwoOfThreeHotels() {
        for (TenantId hotel : List.of(SUR, NORTE, QUIET)) {
            tenants.register(Tenant.named(hotel, "Hotel"));
        }
        for (TenantId hotel : List.of(SUR, NORTE, SUR, NORTE, SUR)) {
            inOrder.addFirst(bury(hotel));
        }
    }

    @Test
    void pagesShowEveryDeadLetterOnceInOrder() {
        for (int size = 1; size <= 6; size++) {
            List<DeadLetterId> shown = new ArrayList<>();
            @Nullable Mark next = null;
            int pages = 0;
            do {
                Page page = browsing.page(null, LetterFilter.ALL, Shown.BURIED, next, size);
                page.letters().forEach(letter -> shown.add(letter.id()));
                next = page.next() == null ? null : Mark.parse(page.next().toString());
                pages++;
            } while (next != null);
            assertThat(shown).isEqualTo(inOrder);
            assertThat(pages).isEqualTo((5 + size - 1) / size);
        }
    }

    @Test
    void oneHotelIsNotTheOthers() {
        assertThat(browsing.page(NORTE, LetterFilter.ALL, Shown.BURIED, null, 10)
                        .letters())
                .extracting(DeadLetter::tenant)
                .containsOnly(NORTE)
                .hasSize(2);
        assertThat(browsing.count(NORTE, LetterFilter.ALL)).isEqualTo(2);
        assertThat(browsing.count(null, LetterFilter.ALL)).isEqualTo(5);
        assertThat(browsing.count(QUIET, LetterFilter.ALL)).isZero();
        DeadLetterId ofSur = inOrder.getLast();
        assertThat(browsing.find(NORTE, ofSur)).isEmpty();
        assertThat(browsing.find(null, new DeadLetterId(UUID.randomUUID()))).isEmpty();
        assertThat(browsing.find(null, ofSur)).map(DeadLetter::tenant).contains(SUR);
        assertThat(browsing.knows(new TenantId("nowhere"))).isFalse();
        assertThat(browsing.knows(QUIET)).isTrue();
        assertThat(browsing.hotels(null, LetterFilter.ALL)).containsExactly(NORTE, SUR);
        assertThat(browsing.hotels(QUIET, LetterFilter.ALL)).containsExactly(QUIET);
    }

    @Test
    void refusesAMalformedPosition() {
        for (String wrong : List.of("", "x", "a/b", "now/" + UUID.randomUUID(), "2026-03-12T09:00:00Z/x")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Mark.parse(wrong));
        }
    }

    private DeadLetterId bury(TenantId hotel) {
        clock.advance(Duration.ofSeconds(1));
        store.inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        Turn turn = store.turns().claim(1, Duration.ofMinutes(1)).getFirst();
        store.turns().deadLetter(turn, new Attempt(1, "test_failed", "on purpose"));
        return new DeadLetterId(turn.id().value());
    }
}
