package io.conserje.application.pause;

import io.conserje.domain.session.GuestRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The last tries of a hotel, oldest first. Immutable. */
record Tries(BreakerRule rule, List<Try> last) {

    /** @param reason why it failed; null if it succeeded */
    record Try(GuestRef guest, @Nullable String reason) {}

    static Tries none(BreakerRule rule) {
        return new Tries(rule, List.of());
    }

    Tries and(GuestRef guest, @Nullable String reason) {
        List<Try> more = new ArrayList<>(last);
        more.add(new Try(guest, reason));
        return new Tries(rule, List.copyOf(more.subList(Math.max(0, more.size() - rule.tries()), more.size())));
    }

    /** Whether enough of them, of enough guests, failed with this reason. */
    boolean areFailing(String reason) {
        long failed = last.stream()
                .filter(one -> Objects.equals(one.reason(), reason))
                .count();
        long guests = last.stream().map(Try::guest).distinct().count();
        return last.size() >= rule.tries()
                && guests >= rule.guests()
                && 100 * failed >= (long) rule.percent() * last.size();
    }
}
