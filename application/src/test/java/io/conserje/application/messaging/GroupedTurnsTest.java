package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.memory.InMemoryMessagingStores;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // a worker that is lost leaves others waiting
final class GroupedTurnsTest extends InMemoryMessagingStores implements TurnsContract {

    private final Queue<Integer> batches = new ConcurrentLinkedQueue<>();

    @Override
    public Turns turns() {
        return new GroupedTurns(messages.turns(), messages.endings());
    }

    @Test
    void waitingEndsShareOneUnitOfWork() {
        int guests = 300;
        List<Turn> claimed = claimed(guests);
        Turns grouped = new GroupedTurns(messages.turns(), endings -> {
            batches.add(endings.size());
            return messages.endings().finish(endings);
        });
        assertThat(Crowd.of(guests, member -> () -> grouped.finish(claimed.get(member), List.of())))
                .containsOnly(Outcome.RECORDED);
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(guests);
        assertThat(batches).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(128));
        assertThat(batches.size()).isLessThan(guests);
    }

    @Test
    void anUnavailableStoreFailsTheWholeBatchOfEnds() {
        List<Turn> claimed = claimed(2);
        Turns grouped = new GroupedTurns(messages.turns(), endings -> {
            batches.add(endings.size());
            if (batches.size() == 1) {
                throw new StoreUnavailableException("away", null);
            }
            return messages.endings().finish(endings);
        });
        assertThatThrownBy(() -> grouped.finish(claimed.get(0), List.of()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("away");
        assertThat(grouped.finish(claimed.get(1), List.of())).isEqualTo(Outcome.RECORDED);
    }

    @Test
    void aFailedBatchIsRecordedOneByOne() {
        List<Turn> claimed = claimed(3);
        Turns grouped = new GroupedTurns(messages.turns(), endings -> {
            throw new IllegalStateException("one of these");
        });
        assertThat(Crowd.of(3, member -> () -> grouped.finish(claimed.get(member), List.of())))
                .containsOnly(Outcome.RECORDED);
    }

    @Test
    void aBusyBatchOfEndsIsRecordedOneByOne() {
        List<Turn> claimed = claimed(3);
        Turns grouped = new GroupedTurns(messages.turns(), endings -> {
            throw new StoreBusyException("one of these is locked", null);
        });
        assertThat(Crowd.of(3, member -> () -> grouped.finish(claimed.get(member), List.of())))
                .containsOnly(Outcome.RECORDED);
    }

    @Test
    void aClosedHotelFailsOnlyItsOwnEnds() {
        List<Turn> claimed = claimed(3);
        Turns grouped = new GroupedTurns(messages.turns(), endings -> {
            throw new DatabaseClosedException(Fresh.tenant(), "moves", null);
        });
        assertThat(Crowd.of(3, member -> () -> grouped.finish(claimed.get(member), List.of())))
                .containsOnly(Outcome.RECORDED);
    }

    @Test
    void anErrorDoesNotStopTheWorker() {
        List<Turn> claimed = claimed(4);
        Turns grouped = new GroupedTurns(messages.turns(), endings -> {
            batches.add(endings.size());
            if (batches.size() <= 3) {
                throw new AssertionError("on purpose");
            }
            return messages.endings().finish(endings);
        });
        for (Turn turn : claimed.subList(0, 3)) {
            assertThatThrownBy(() -> grouped.finish(turn, List.of())).hasRootCauseMessage("on purpose");
        }
        assertThat(grouped.finish(claimed.get(3), List.of())).isEqualTo(Outcome.RECORDED);
    }

    private List<Turn> claimed(int guests) {
        TenantId hotel = Fresh.tenant();
        inboxes()
                .apply(hotel)
                .accept(IntStream.range(0, guests)
                        .mapToObj(guest -> Fresh.message(Fresh.guest()))
                        .toList());
        return messages.turns().claim(guests, Chat.LASTING);
    }
}
