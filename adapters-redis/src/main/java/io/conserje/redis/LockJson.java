package io.conserje.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.redis.RedisContents.ReleasedLease;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts holds and leases to JSON and back. Scripts append the members that they decide: fence, end, extensions. */
final class LockJson {

    private record StoredHold(
            String room,
            String checkIn,
            String checkOut,
            String holder,
            String owner,
            long fence,
            long until,
            int extensions) {}

    private record StoredLease(
            @Nullable String name,
            @Nullable String holder,
            @Nullable String owner,
            long fence,
            long until) {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private LockJson() {}

    /** Begins a hold's JSON. The members that the script decides and the closing brace are still missing. */
    static String openHold(RoomId room, Stay stay, Claimant claimant) {
        StringBuilder head = new StringBuilder(200).append('{');
        member(head, "room", room.value());
        member(head, "checkIn", stay.checkIn().toString());
        member(head, "checkOut", stay.checkOut().toString());
        head.append("\"lastDay\":").append(stay.checkOut().toEpochDay()).append(',');
        return withClaimant(head, claimant);
    }

    /** Begins a lease's JSON, as {@link #openHold} does. */
    static String openLease(LeaseKey key, Claimant claimant) {
        StringBuilder head = new StringBuilder(200).append('{');
        member(head, "name", key.name());
        return withClaimant(head, claimant);
    }

    private static String withClaimant(StringBuilder head, Claimant claimant) {
        member(head, "holder", claimant.holder().value());
        member(head, "owner", claimant.owner().value());
        return head.toString();
    }

    /** Writes by hand because it is faster than the mapper, and each claim does it five times. */
    private static void member(StringBuilder head, String name, String value) {
        head.append('"').append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, head);
        head.append("\",");
    }

    static RoomHold hold(TenantId tenant, String json) {
        StoredHold stored = read(json, StoredHold.class, "hold", tenant);
        try {
            return new RoomHold(
                    tenant,
                    new RoomId(stored.room()),
                    new Stay(LocalDate.parse(stored.checkIn()), LocalDate.parse(stored.checkOut())),
                    new Claimant(new HolderRef(stored.holder()), new OwnerToken(stored.owner())),
                    stored.fence(),
                    Instant.ofEpochMilli(stored.until()),
                    stored.extensions());
        } catch (RuntimeException unreadable) {
            throw corrupt("hold", tenant, unreadable);
        }
    }

    static Lease lease(TenantId tenant, String json) {
        StoredLease stored = read(json, StoredLease.class, "lease", tenant);
        try {
            return new Lease(
                    new LeaseKey(tenant, Objects.requireNonNull(stored.name())),
                    new Claimant(
                            new HolderRef(Objects.requireNonNull(stored.holder())),
                            new OwnerToken(Objects.requireNonNull(stored.owner()))),
                    stored.fence(),
                    Instant.ofEpochMilli(stored.until()));
        } catch (RuntimeException unreadable) {
            throw corrupt("lease", tenant, unreadable);
        }
    }

    /** A lease that was released, of which only the fence is kept; empty if it was not released. */
    static Optional<ReleasedLease> released(TenantId tenant, String name, String json) {
        StoredLease stored = read(json, StoredLease.class, "lease", tenant);
        try {
            return stored.owner() == null
                    ? Optional.of(new ReleasedLease(new LeaseKey(tenant, name), stored.fence()))
                    : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            throw corrupt("lease", tenant, unreadable);
        }
    }

    private static <T> T read(String json, Class<T> type, String kind, TenantId tenant) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException unreadable) {
            throw corrupt(kind, tenant, unreadable);
        }
    }

    /** Drops the parser's message, because it may quote the holder. */
    private static StoreCorruptException corrupt(String kind, TenantId tenant, Exception unreadable) {
        return new StoreCorruptException(
                "Cannot read a " + kind + " of hotel " + tenant + ": "
                        + unreadable.getClass().getSimpleName() + ". Delete the hotel's keys of holds and leases.",
                new IllegalArgumentException(unreadable.getClass().getName()));
    }
}
