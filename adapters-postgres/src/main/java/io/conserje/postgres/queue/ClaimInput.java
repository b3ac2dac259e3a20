package io.conserje.postgres.queue;

import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Room.Aside;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The input of a claim of messages or of replies.
 *
 * @param after the hotel behind which the claim begins
 * @param closed the hotels whose work is left alone, and not promoted either
 */
record ClaimInput(int limit, Duration lease, String after, List<TenantId> closed, Room room) {

    /** The hotels whose work is not claimed. */
    private Set<TenantId> passed() {
        Set<TenantId> passed = new HashSet<>(closed);
        room.left().forEach((hotel, left) -> {
            if (left <= 0) {
                passed.add(hotel);
            }
        });
        return passed;
    }

    /** The hotels of which the process has some work, and may have more. */
    private Collection<Map.Entry<TenantId, Integer>> held() {
        return room.left().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .toList();
    }

    /** Binds the parameters that all claims have. */
    static <T> SqlTemplate.Builder<T> bound(SqlTemplate.Builder<T> sql, Function<T, ClaimInput> inputOf) {
        return sql.bind("limit", claim -> inputOf.apply(claim).limit())
                .bind("lease_micros", claim -> Micros.of(inputOf.apply(claim).lease()))
                .bind("after", claim -> inputOf.apply(claim).after())
                .bind("closed", claim -> Columns.texts(inputOf.apply(claim).closed(), TenantId::value))
                .bind("passed", claim -> Columns.texts(inputOf.apply(claim).passed(), TenantId::value))
                .bind(
                        "held",
                        claim -> Columns.texts(
                                inputOf.apply(claim).held(),
                                entry -> entry.getKey().value()))
                .bind("rooms", claim -> Columns.numbers(inputOf.apply(claim).held(), entry -> (long) entry.getValue()))
                .bind("keys", claim -> Columns.texts(inputOf.apply(claim).room().asides(), Aside::key))
                .bind(
                        "hotels",
                        claim -> Columns.texts(
                                inputOf.apply(claim).room().asides(),
                                aside -> aside.tenant() == null
                                        ? ""
                                        : aside.tenant().value()))
                .bind(
                        "channels",
                        claim -> Columns.texts(
                                inputOf.apply(claim).room().asides(),
                                aside -> aside.channel() == null
                                        ? ""
                                        : aside.channel().name()))
                .bind(
                        "untils",
                        claim -> Columns.times(
                                inputOf.apply(claim).room().asides(),
                                aside -> aside.until() == null
                                        ? null
                                        : aside.until().atOffset(ZoneOffset.UTC)))
                .bind("places", claim -> inputOf.apply(claim).room().places())
                .bind("percent", claim -> inputOf.apply(claim).room().percent());
    }
}
