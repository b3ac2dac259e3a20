package io.conserje.postgres;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.lock.Fences;
import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockRetention;
import io.conserje.application.lock.LockStore;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.pms.Bookings;
import io.conserje.application.session.SessionRetention;
import io.conserje.application.session.Sessions;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.Users;
import io.conserje.application.transaction.TenantScope;
import io.conserje.application.transaction.TenantTransactions;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.sql.Connection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The ports on PostgreSQL 15 or newer, over any {@link DataSource} whose login may take the roles {@code conserje_tenant} and
 * {@code conserje_system}, to a database that has the change sets. Thread-safe; the data source is the caller's to close.
 */
public final class PostgresAdapters implements LockStore {

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    /** Of whose units of work nobody is told. */
    public PostgresAdapters(DataSource connections, Timeouts timeouts, Supplier<UUID> ids) {
        this(connections, timeouts, ids, TransactionListener.NONE);
    }

    /**
     * @param timeouts bound in every transaction
     * @param ids new ids for messages and replies; best such that sort by time (UUID version 7)
     * @param listener told of every unit of work of these ports
     */
    public PostgresAdapters(
            DataSource connections, Timeouts timeouts, Supplier<UUID> ids, TransactionListener listener) {
        this.transactions = new Transactions(connections, timeouts, listener);
        this.ids = ids;
    }

    /** The hotels, for reading. */
    public TenantDirectory directory() {
        return new PostgresTenants(transactions, Actor.LIBRARY);
    }

    /** The hotels, for changing, on behalf of {@link Actor#LIBRARY}. */
    public TenantRegistry registry() {
        return registry(Actor.LIBRARY);
    }

    /** The hotels, for changing, on behalf of somebody. */
    public TenantRegistry registry(Actor actor) {
        return new PostgresTenants(transactions, actor);
    }

    /** Who changed what about a hotel. */
    public TenantAudit audit() {
        return new PostgresTenants(transactions, Actor.LIBRARY);
    }

    /** The people who work with a hotel's data. */
    public Users users() {
        return new PostgresUsers(transactions);
    }

    /** Units of work for embedders. */
    public TenantTransactions transactions() {
        return new ScopedTransactions();
    }

    /**
     * Work for a tenant inside a transaction of the embedder's own, which stays the embedder's to commit. Whatever becomes of
     * the work, the role and the tenant that the connection had are there again afterwards; of failed work nothing stays.
     *
     * @param connection with a transaction begun (no auto-commit), under a login that may take the role {@code
     *     conserje_tenant}
     * @throws IllegalStateException if the connection commits by itself, or this thread has a transaction open here on
     *     another connection
     */
    public <T> T joining(Connection connection, TenantId tenant, Function<TenantScope, T> work) {
        return transactions.joining(connection, tenant, statements -> work.apply(new Scope(tenant, statements)));
    }

    /** The inbox of a tenant, each call a unit of work. */
    public Inbox inbox(TenantId tenant) {
        return inbox(tenant, transactions.each(tenant));
    }

    /** Messages of several hotels in one unit of work. */
    public Intake intake() {
        return new PostgresIntake(transactions, ids);
    }

    /** Messages that were given up. */
    public DeadLetters deadLetters() {
        return new PostgresDeadLetters(transactions);
    }

    /** Ends what nobody needs any more. */
    public Retention retention() {
        return new PostgresRetention(transactions);
    }

    /** How full the queues are. */
    public QueueStats queueStats() {
        return new PostgresQueueStats(transactions);
    }

    /** Messages as work. */
    public Turns turns() {
        return new PostgresTurns(transactions, endings());
    }

    /** Ends of messages of several hotels in one unit of work. */
    public Endings endings() {
        return new PostgresEndings(transactions, ids);
    }

    /** Replies as work. */
    public Replies replies() {
        return new PostgresReplies(transactions);
    }

    /** Sessions, for installations without Redis. */
    public Sessions sessions() {
        return new PostgresSessions(transactions);
    }

    /** Removes sessions that have expired. */
    public SessionRetention sessionRetention() {
        return new PostgresSessionRetention(transactions);
    }

    /** Holds of rooms, for installations without Redis. */
    @Override
    public RoomHolds roomHolds() {
        return new PostgresRoomHolds(transactions);
    }

    /** Leases, for installations without Redis. */
    @Override
    public Leases leases() {
        return new PostgresLeases(transactions);
    }

    /** What became of holds and leases. */
    public LockAudit lockAudit() {
        return new PostgresLockAudit(transactions);
    }

    /** Removes what locks leave behind. */
    public LockRetention lockRetention() {
        return new PostgresLockRetention(transactions);
    }

    /** The bookings of hotels whose property management system keeps none. */
    public Bookings bookings() {
        return new PostgresBookings(transactions, ids);
    }

    private Inbox inbox(TenantId tenant, Statements statements) {
        return new PostgresInbox(tenant, statements, ids);
    }

    private final class ScopedTransactions implements TenantTransactions {

        @Override
        public <T> T in(TenantId tenant, Function<TenantScope, T> work) {
            return transactions.in(tenant, statements -> work.apply(new Scope(tenant, statements)));
        }

        @Override
        public TenantScope each(TenantId tenant) {
            return new Scope(tenant, transactions.each(tenant));
        }
    }

    private final class Scope implements TenantScope {

        private final TenantId tenant;
        private final Statements statements;

        Scope(TenantId tenant, Statements statements) {
            this.tenant = tenant;
            this.statements = statements;
        }

        @Override
        public TenantId tenant() {
            return tenant;
        }

        @Override
        public Inbox inbox() {
            return PostgresAdapters.this.inbox(tenant, statements);
        }

        @Override
        public Fences fences() {
            return new PostgresFences(tenant, statements);
        }
    }
}
