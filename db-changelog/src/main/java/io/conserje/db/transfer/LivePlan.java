package io.conserje.db.transfer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A look at the sessions, holds and leases that are kept apart: how many would be moved, and every reason against it.
 *
 * @param counts null if no store was named, or it was not read because of a refusal
 */
record LivePlan(@Nullable LiveCounts counts, List<String> notes, List<String> refusals) {

    private static final Duration MARK = Duration.ofMinutes(1);

    /**
     * Looks at both stores and changes nothing.
     *
     * @param mayHaveRests whether the target's store may have sessions, holds or leases of these hotels
     */
    static LivePlan of(LiveStores stores, Session source, Session target, Scope scope, boolean mayHaveRests)
            throws SQLException {
        List<String> notes = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        addUnnamed(stores, source, target, notes, refusals);
        for (LiveStore store : named(stores)) {
            refusals.addAll(store.refusals());
        }
        boolean isSame = refusals.isEmpty() && areSame(stores);
        if (isSame && stores.drop()) {
            refusals.add(
                    "--drop-redis: both ends use the same Redis, so nothing is left behind. Leave the option out.");
        }
        if (!refusals.isEmpty() || !stores.isNamed()) {
            return new LivePlan(null, notes, refusals);
        }
        if (isSame) {
            notes.add("Both ends use the same Redis. Nothing in it is touched.");
            return new LivePlan(LiveCounts.NONE, notes, refusals);
        }
        named(stores).forEach(store -> notes.addAll(store.notes()));
        Set<String> hotels = hotels(source, scope);
        LiveStore to = stores.to();
        if (to != null && !mayHaveRests) {
            addRests(counts(to, hotels), refusals);
        }
        LiveStore from = stores.from();
        return new LivePlan(
                from == null ? counts(new LiveRows(source, scope)) : counts(from, hotels, scope, notes),
                notes,
                refusals);
    }

    private static List<LiveStore> named(LiveStores stores) {
        List<LiveStore> named = new ArrayList<>();
        LiveStore from = stores.from();
        if (from != null) {
            named.add(from);
        }
        LiveStore to = stores.to();
        if (to != null) {
            named.add(to);
        }
        return named;
    }

    /** Processes say whether they keep something apart. */
    private static void addUnnamed(
            LiveStores stores, Session source, Session target, List<String> notes, List<String> refusals)
            throws SQLException {
        if (stores.drop()) {
            return;
        }
        if (stores.from() == null) {
            if (keepsApart(source, "keeps_apart")) {
                refusals.add("--from-redis: a process of the source keeps sessions, holds or leases in Redis. Name it"
                        + " with --from-redis env:NAME, and the target's with --to-redis env:NAME, or leave them behind"
                        + " with --drop-redis.");
            } else if (!keepsApart(source, "not keeps_apart")) {
                notes.add("No live process of the source says whether its service uses Redis. If it does, name it with"
                        + " --from-redis env:NAME. Otherwise its sessions, holds and leases are left behind.");
            }
        }
        if (stores.to() == null && keepsApart(target, "keeps_apart")) {
            refusals.add("--to-redis: a process of the target keeps sessions, holds or leases in Redis. Name"
                    + " it with --to-redis env:NAME, or let the target begin without them with --drop-redis.");
        }
    }

    private static boolean keepsApart(Session database, String condition) throws SQLException {
        return database.isTrue("select exists (select from pg_attribute where attrelid ="
                        + " to_regclass('conserje.processes') and attname = 'keeps_apart')")
                && database.isTrue("select exists (select from conserje.processes where " + condition + ")");
    }

    /** Whether both ends use one store, whatever their addresses are. */
    static boolean areSame(LiveStores stores) {
        LiveStore from = stores.from();
        LiveStore to = stores.to();
        if (from == null || to == null) {
            return false;
        }
        UUID mark = UUID.randomUUID();
        to.mark(mark, MARK);
        try {
            return from.isMarked(mark);
        } finally {
            to.unmark(mark);
        }
    }

    static Set<String> hotels(Session source, Scope scope) throws SQLException {
        return Set.copyOf(source.texts("select tenant_id from conserje.tenants" + scope.where()));
    }

    private static void addRests(LiveCounts rests, List<String> refusals) {
        if (!rests.isEmpty()) {
            refusals.add("--to-redis: this Redis already has " + rests.inWords() + " of these hotels. Another service"
                    + " uses it, or an earlier transfer left them. Give a Redis or a database number of its own, or"
                    + " delete the keys conserje:{HOTEL}:* there.");
        }
    }

    private static LiveCounts counts(LiveRows rows) throws SQLException {
        Instant now = rows.now();
        AtomicReference<LiveCounts> counts = new AtomicReference<>(LiveCounts.NONE);
        rows.read(state -> counts.updateAndGet(sum -> sum.plus(state, now)));
        return counts.get();
    }

    private static LiveCounts counts(LiveStore store, Set<String> hotels) {
        Instant now = store.now();
        AtomicReference<LiveCounts> counts = new AtomicReference<>(LiveCounts.NONE);
        store.read(hotels, state -> counts.updateAndGet(sum -> sum.plus(state, now)));
        return counts.get();
    }

    private static LiveCounts counts(LiveStore store, Set<String> hotels, Scope scope, List<String> notes) {
        Instant now = store.now();
        AtomicReference<LiveCounts> counts = new AtomicReference<>(LiveCounts.NONE);
        int others = store.read(hotels, state -> counts.updateAndGet(sum -> sum.plus(state, now)));
        if (others > 0 && scope.isAll()) {
            notes.add("The source's Redis also has keys of " + others + " hotels that the source's database does not"
                    + " have. They are left behind.");
        }
        return counts.get();
    }
}
