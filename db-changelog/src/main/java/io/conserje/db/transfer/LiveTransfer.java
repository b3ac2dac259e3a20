package io.conserje.db.transfer;

import io.conserje.db.transfer.LiveMove.Kind;
import io.conserje.db.transfer.TransferLog.Run;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Moves the sessions, holds and leases that services keep apart from the database, in Redis. It begins when the source takes
 * no writes, and ends before the target does. Not thread-safe.
 */
final class LiveTransfer {

    private final LiveStores stores;
    private final Session source;
    private final Session target;
    private final UUID run;
    private final boolean isWayBack;
    private final Scope scope;
    private final TransferListener listener;
    private final LiveRows sourceRows;
    private final LiveRows targetRows;
    private LiveCounts counts = LiveCounts.NONE;
    private long newer;
    private long unfit;

    /** What {@link #writeTables} writes, into tables of the target's session; null if nothing is. */
    private @Nullable Kind staged;

    LiveTransfer(LiveStores stores, Session source, Session target, Run run, TransferListener listener) {
        this.stores = stores;
        this.source = source;
        this.target = target;
        this.run = run.id();
        this.isWayBack = run.isWayBack();
        this.scope = run.options().scope();
        this.listener = listener;
        this.sourceRows = new LiveRows(source, scope);
        this.targetRows = new LiveRows(target, scope);
    }

    /** Whether a store was named. */
    boolean isNeeded() {
        return stores.isNamed();
    }

    /** @throws TransferRefusedException if a store was named when the transfer was begun, and none is now */
    void checkNamed() throws SQLException {
        if (!stores.isNamed() && !stores.drop() && LiveLog.isRemembered(target, run)) {
            throw new TransferRefusedException(
                    List.of("--from-redis: sessions, holds or leases of these hotels are in Redis, as named when the"
                            + " transfer was begun. Name both stores again, with --from-redis env:NAME and --to-redis"
                            + " env:NAME, or leave them behind with --drop-redis."));
        }
    }

    /**
     * Looks whether everything can be moved.
     *
     * @throws TransferRefusedException if it cannot
     */
    void check() throws SQLException {
        LivePlan plan = LivePlan.of(stores, source, target, scope, isWayBack || LiveLog.hasBegun(target, run));
        if (!plan.refusals().isEmpty()) {
            throw new TransferRefusedException(plan.refusals());
        }
    }

    /** Moves everything into the target's store. Rows are only made ready for {@link #writeTables}. */
    void copy() throws SQLException {
        if (LivePlan.areSame(stores)) {
            ended(Kind.SAME_REDIS);
            return;
        }
        LiveStore to = stores.to();
        if (to == null) {
            stage();
        } else {
            copyInto(to);
        }
    }

    private void copyInto(LiveStore to) throws SQLException {
        LiveStore from = stores.from();
        LiveLog.begin(target, run);
        Duration shift = ClockShift.between(from == null ? sourceRows::now : from::now, to::now);
        Set<List<Object>> present = new HashSet<>();
        read(state -> {
            newer += to.write(ClockShift.shifted(state, shift));
            if (isWayBack) {
                present.addAll(keys(state));
            }
        });
        if (isWayBack) {
            to.read(LivePlan.hotels(source, scope), state -> to.end(without(state, present)));
        }
        ended(stores.drop() ? Kind.DROPPED : Kind.INTO_REDIS);
    }

    private void stage() throws SQLException {
        LiveStore from = stores.from();
        if (from == null) {
            return;
        }
        Duration shift = ClockShift.between(from::now, targetRows::now);
        targetRows.stage();
        try {
            read(state -> {
                try {
                    unfit += targetRows.add(ClockShift.shifted(state, shift));
                } catch (SQLException failed) {
                    throw new StagingException(failed);
                }
            });
        } catch (StagingException failed) {
            throw failed.cause;
        }
        staged = stores.drop() ? Kind.DROPPED : Kind.INTO_TABLES;
    }

    /** Carries an exception through a consumer. */
    private static final class StagingException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient SQLException cause;

        StagingException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** Reads what the source has, and counts it. */
    private void read(Consumer<LiveState> parts) throws SQLException {
        LiveStore from = stores.from();
        Instant now = from == null ? sourceRows.now() : from.now();
        Consumer<LiveState> counted = state -> {
            counts = counts.plus(state, now);
            parts.accept(stores.drop() ? onlyFences(state) : state);
        };
        if (from == null) {
            sourceRows.read(counted);
        } else {
            from.read(LivePlan.hotels(source, scope), counted);
        }
    }

    private static LiveState onlyFences(LiveState state) {
        return new LiveState(
                List.of(),
                List.of(),
                state.leases().stream()
                        .map(lease -> new LiveState.Lease(
                                lease.tenant(), lease.name(), null, null, lease.fence(), lease.until()))
                        .toList(),
                state.roomFences());
    }

    private static List<List<Object>> keys(LiveState state) {
        List<List<Object>> keys = new ArrayList<>();
        state.sessions().forEach(session -> keys.add(key(session)));
        state.holds().forEach(hold -> keys.add(key(hold)));
        state.leases().forEach(lease -> keys.add(key(lease)));
        return keys;
    }

    private static List<Object> key(LiveState.Session session) {
        return List.of(session.tenant(), session.channel(), session.guest());
    }

    private static List<Object> key(LiveState.Hold hold) {
        return List.of(hold.tenant(), hold.room(), hold.owner(), hold.fence());
    }

    private static List<Object> key(LiveState.Lease lease) {
        return List.of(lease.tenant(), lease.name());
    }

    /** What the target kept from the time before its hotels had moved, and the source has no more. */
    private static LiveState without(LiveState state, Set<List<Object>> present) {
        return new LiveState(
                filtered(state.sessions(), session -> !present.contains(key(session))),
                filtered(state.holds(), hold -> !present.contains(key(hold))),
                filtered(state.leases(), lease -> lease.owner() != null && !present.contains(key(lease))),
                List.of());
    }

    private static <T> List<T> filtered(List<T> all, Predicate<T> wanted) {
        return all.stream().filter(wanted).toList();
    }

    /** Writes what goes into the target's tables. The caller's transaction opens the target. */
    void writeTables() throws SQLException {
        if (staged != null) {
            targetRows.merge(staged == Kind.DROPPED);
            ended(staged);
        }
    }

    private void ended(Kind kind) throws SQLException {
        LiveCounts moved = new LiveCounts(counts.sessions() - unfit, counts.holds(), counts.leases());
        LiveMove move = new LiveMove(kind, moved, newer, unfit);
        LiveLog.end(target, run, move);
        listener.moved(move);
    }

    /** Removes what was copied into the target's store. */
    void undo() throws SQLException {
        if (!LiveLog.hasBegun(target, run)) {
            return;
        }
        LiveStore to = stores.to();
        if (to == null) {
            listener.noted("The target's Redis has copies of sessions, holds and leases. They end by themselves. To"
                    + " begin this transfer again before that, delete the keys conserje:{HOTEL}:* there.");
        } else {
            to.read(LivePlan.hotels(source, scope), to::end);
        }
    }
}
