package io.conserje.application.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.application.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SweepSessionsTest {

    private final List<String> heard = new ArrayList<>();
    private final SessionListener listener = new SessionListener() {
        @Override
        public void sessionsSwept(int removed, boolean complete) {
            heard.add(removed + (complete ? " and no more" : " and then failed"));
        }
    };

    /** So many have expired. */
    private int expired;

    private int remove(int most) {
        int removed = Math.min(expired, most);
        expired -= removed;
        return removed;
    }

    @Test
    void removesAllInBatchesAndReportsTheNumber() {
        expired = 1_234;
        List<Integer> batches = new ArrayList<>();
        SweepSessions sweep = new SweepSessions(
                most -> {
                    batches.add(most);
                    return remove(most);
                },
                listener);
        sweep.sweep();
        assertThat(expired).isZero();
        assertThat(batches).containsExactly(500, 500, 500);
        sweep.sweep();
        assertThat(heard).containsExactly("1234 and no more", "0 and no more");
    }

    @Test
    void reportsWhatWasRemovedBeforeAFailure() {
        expired = 1_000;
        SweepSessions sweep = new SweepSessions(
                most -> {
                    if (expired <= 500) {
                        throw new StoreUnavailableException("PostgreSQL is away", new IllegalStateException());
                    }
                    return remove(most);
                },
                listener);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(sweep::sweep);
        assertThat(heard).containsExactly("500 and then failed");
    }
}
