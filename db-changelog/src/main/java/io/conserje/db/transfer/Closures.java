package io.conserje.db.transfer;

import io.conserje.db.ServiceProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the services of a database to stop, by rows of {@code conserje.closures}, which they read within a second. The fence
 * holds without them: this keeps guests' deliveries from failing at it.
 */
final class Closures {

    /** Why a database or a hotel is closed. */
    enum Kind {
        /** The source of a transfer. */
        FROZEN,
        /** The target of a transfer that has not finished. */
        CLOSED
    }

    /** The scope of a closure of the whole database. */
    static final String EVERYTHING = "*";

    /** Services read closures at least this often. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final String SERVING = "select exists (select from conserje.processes where state = 'serving'"
            + " and last_seen > now() - interval '" + ServiceProcess.LIVE.toSeconds() + " seconds')";

    private final Session owner;
    private final Scope scope;

    Closures(Session owner, Scope scope) {
        this.owner = owner;
        this.scope = scope;
    }

    void put(Kind kind, String reason) throws SQLException {
        for (String closed : scopes()) {
            owner.change(
                    "insert into conserje.closures (scope, kind, reason) values (?, ?, ?)"
                            + " on conflict (scope) do update set kind = excluded.kind, reason = excluded.reason",
                    closed,
                    kind.name().toLowerCase(Locale.ROOT),
                    reason);
        }
    }

    /** Opens what is in scope; false if it was open. */
    boolean remove() throws SQLException {
        int removed = 0;
        for (String closed : scopes()) {
            removed += owner.change("delete from conserje.closures where scope = ?", closed);
        }
        return removed > 0;
    }

    /** Opens the whole database; false if nothing was closed. */
    static boolean removeAll(Session owner) throws SQLException {
        return owner.change("delete from conserje.closures") > 0;
    }

    private List<String> scopes() {
        return scope.isAll() ? List.of(EVERYTHING) : scope.tenants();
    }

    /**
     * Waits until the services have seen the closure and ended what they had in hand, or until {@code drain} is over.
     *
     * @return how many guests' messages are still in hand
     */
    long awaitIdle(Duration drain) throws SQLException {
        long begun = System.nanoTime();
        long inHand = inHand();
        while ((inHand > 0 || !isSeen(begun)) && System.nanoTime() - begun < drain.toNanos()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            inHand = inHand();
        }
        return inHand;
    }

    /** Processes say that they have stopped for everything; for one hotel they do not say it. */
    private boolean isSeen(long begun) throws SQLException {
        boolean timeIsOver = System.nanoTime() - begun >= SEEN_WITHIN.toNanos();
        return scope.isAll() ? !owner.isTrue(SERVING) : timeIsOver;
    }

    private long inHand() throws SQLException {
        return Long.parseLong(owner.text("select count(*) from conserje.guest_queues where leased_until > now()"
                + (scope.isAll() ? "" : " and " + scope.condition())));
    }
}
