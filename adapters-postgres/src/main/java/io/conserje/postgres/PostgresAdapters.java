package io.conserje.postgres;

import io.conserje.application.backup.Backups;
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
import io.conserje.application.messaging.LineRates;
import io.conserje.application.messaging.Lines;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.pause.Pauses;
import io.conserje.application.pms.Bookings;
import io.conserje.application.process.Closures;
import io.conserje.application.process.Processes;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyStatuses;
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
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.backup.PostgresBackups;
import io.conserje.postgres.lock.PostgresFences;
import io.conserje.postgres.lock.PostgresLeases;
import io.conserje.postgres.lock.PostgresLockAudit;
import io.conserje.postgres.lock.PostgresLockRetention;
import io.conserje.postgres.lock.PostgresRoomHolds;
import io.conserje.postgres.pms.PostgresBookings;
import io.conserje.postgres.process.PostgresClosures;
import io.conserje.postgres.process.PostgresProcesses;
import io.conserje.postgres.queue.PostgresDeadLetters;
import io.conserje.postgres.queue.PostgresEndings;
import io.conserje.postgres.queue.PostgresInbox;
import io.conserje.postgres.queue.PostgresIntake;
import io.conserje.postgres.queue.PostgresLineRates;
import io.conserje.postgres.queue.PostgresLines;
import io.conserje.postgres.queue.PostgresOutbox;
import io.conserje.postgres.queue.PostgresPauses;
import io.conserje.postgres.queue.PostgresQueueStats;
import io.conserje.postgres.queue.PostgresRenewals;
import io.conserje.postgres.queue.PostgresReplies;
import io.conserje.postgres.queue.PostgresReplyRecords;
import io.conserje.postgres.queue.PostgresReplyStatuses;
import io.conserje.postgres.queue.PostgresRetention;
import io.conserje.postgres.queue.PostgresScheduledMessages;
import io.conserje.postgres.queue.PostgresTurns;
import io.conserje.postgres.queue.PostgresUnrouted;
import io.conserje.postgres.queue.PostgresWaitingMessages;
import io.conserje.postgres.session.PostgresSessionRetention;
import io.conserje.postgres.session.PostgresSessions;
import io.conserje.postgres.tenancy.PostgresTenants;
import io.conserje.postgres.tenancy.PostgresUsers;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.sql.Connection;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The ports on PostgreSQL 15 or newer. The database has the change sets. The login of the data source may take the
 * roles {@code conserje_tenant} and {@code conserje_system}. Thread-safe. The caller closes the data source.
 */
public final class PostgresAdapters implements LockStore {

    private final Transactions transactions;
    private final Supplier<UUID> ids;
    private final Coalescing coalescing;

    /** Without a listener. */
    public PostgresAdapters(DataSource connections, Timeouts timeouts, Supplier<UUID> ids) {
        this(connections, timeouts, ids, TransactionListener.NONE);
    }

    /**
     * @param timeouts set in every transaction
     * @param ids ids of new messages, replies and bookings; best such that sort by time (UUID version 7)
     * @param listener notified of every unit of work of these ports
     */
    public PostgresAdapters(
            DataSource connections, Timeouts timeouts, Supplier<UUID> ids, TransactionListener listener) {
        this(new Transactions(connections, timeouts, listener), ids, Coalescing.OFF);
    }

    private PostgresAdapters(Transactions transactions, Supplier<UUID> ids, Coalescing coalescing) {
        this.transactions = transactions;
        this.ids = ids;
        this.coalescing = coalescing;
    }

    /** The same ports, with this rule for which messages of a guest are handled together. By default none are. */
    public PostgresAdapters coalescing(Coalescing rule) {
        return new PostgresAdapters(transactions, ids, rule);
    }

    /** The hotels, for reading. */
    public TenantDirectory directory() {
        return new PostgresTenants(transactions, Actor.LIBRARY);
    }

    /** The hotels, for changing, on behalf of {@link Actor#LIBRARY}. */
    public TenantRegistry registry() {
        return registry(Actor.LIBRARY);
    }

    /** The hotels, for changing, on behalf of {@code actor}. */
    public TenantRegistry registry(Actor actor) {
        return new PostgresTenants(transactions, actor);
    }

    /** The audit of changes to hotels. */
    public TenantAudit audit() {
        return new PostgresTenants(transactions, Actor.LIBRARY);
    }

    /** The users of hotels. */
    public Users users() {
        return new PostgresUsers(transactions);
    }

    /** Units of work for embedders. */
    public TenantTransactions transactions() {
        return new ScopedTransactions();
    }

    /**
     * Runs work for a tenant in a transaction of the embedder, who commits it. Afterwards the connection has the role
     * and the tenant that it had before. If the work fails, all its changes are undone.
     *
     * @param connection with a transaction begun (no auto-commit), under a login that may take the role {@code
     *     conserje_tenant}
     * @throws IllegalStateException if the connection is in auto-commit mode, or this thread has a transaction of these
     *     ports open on another connection
     */
    public <T> T joining(Connection connection, TenantId tenant, Function<TenantScope, T> work) {
        return transactions.joining(connection, tenant, statements -> work.apply(new Scope(tenant, statements)));
    }

    /** The inbox of a tenant. Each call is a unit of work. */
    public Inbox inbox(TenantId tenant) {
        return inbox(tenant, transactions.each(tenant));
    }

    /** The messages with which a hotel writes first. Each call is a unit of work. */
    public Outbox outbox(TenantId tenant) {
        return new PostgresOutbox(tenant, transactions.each(tenant), ids);
    }

    /** Messages of hotels that wait for their time. */
    public ScheduledMessages scheduledMessages() {
        return new PostgresScheduledMessages(transactions);
    }

    /** Accepts messages of several hotels in one unit of work. */
    public Intake intake() {
        return new PostgresIntake(transactions, ids, coalescing);
    }

    /** Dead letters. */
    public DeadLetters deadLetters() {
        return new PostgresDeadLetters(transactions);
    }

    /** Abandons old dead letters, and removes messages and dead letters that are over. */
    public Retention retention() {
        return new PostgresRetention(transactions);
    }

    /** The sizes and the lag of the queues. */
    public QueueStats queueStats() {
        return new PostgresQueueStats(transactions);
    }

    /** What the database knows of its backups. */
    public Backups backups() {
        return new PostgresBackups(transactions);
    }

    /** What closes the database, and the epoch of its schema. */
    public Closures closures() {
        return new PostgresClosures(transactions);
    }

    /** The processes that use the database. */
    public Processes processes() {
        return new PostgresProcesses(transactions);
    }

    /** Messages, to be handled in turns. */
    public Turns turns() {
        return turns(Set::of);
    }

    /**
     * Messages, to be handled in turns.
     *
     * @param closed the hotels whose messages are not claimed, asked at each claim; must be quick
     */
    public Turns turns(Supplier<Set<TenantId>> closed) {
        return turns(closed, MessagingListener.NONE);
    }

    /**
     * Messages, to be handled in turns.
     *
     * @param closed the hotels whose messages are not claimed, asked at each claim; must be quick
     * @param listener notified of messages that cannot be read and become dead letters
     */
    public Turns turns(Supplier<Set<TenantId>> closed, MessagingListener listener) {
        return new PostgresTurns(transactions, ids, coalescing, closed, listener);
    }

    /** Ends handled messages of several hotels in one unit of work. */
    public Endings endings() {
        return PostgresEndings.shared(transactions, ids, coalescing);
    }

    /** Replies, to be sent. */
    public Replies replies() {
        return replies(Set::of);
    }

    /**
     * Replies, to be sent at any rate.
     *
     * @param closed the hotels whose replies are not claimed, asked at each claim; must be quick
     */
    public Replies replies(Supplier<Set<TenantId>> closed) {
        return new PostgresReplies(transactions, closed, null, MessagingListener.NONE);
    }

    /**
     * Replies, to be sent.
     *
     * @param closed the hotels whose replies are not claimed, asked at each claim; must be quick
     * @param rates how fast replies are claimed, over all processes
     * @param listener notified of replies that cannot be read and are refused
     */
    public Replies replies(Supplier<Set<TenantId>> closed, ReplyRates rates, MessagingListener listener) {
        return new PostgresReplies(transactions, closed, rates, listener);
    }

    /** The messages that wait, for operators. */
    public WaitingMessages waitingMessages() {
        return new PostgresWaitingMessages(transactions, ids);
    }

    /** Pauses and breakers. */
    public Pauses pauses() {
        return new PostgresPauses(transactions);
    }

    /** How fast the lines of hotels send. */
    public LineRates lineRates(Actor actor) {
        return new PostgresLineRates(transactions, actor);
    }

    /** The lines that are held until an operator has fixed a cause. */
    public Lines lines() {
        return new PostgresLines(transactions);
    }

    /** The replies that are kept, with what became of them. */
    public ReplyRecords replyRecords() {
        return new PostgresReplyRecords(transactions);
    }

    /** Messages that no active hotel could take. */
    public Unrouted unrouted() {
        return new PostgresUnrouted(transactions, ids, coalescing);
    }

    /** What channels report about replies. */
    public ReplyStatuses replyStatuses() {
        return new PostgresReplyStatuses(transactions);
    }

    /** Renews the leases of messages and replies. From the first call on it keeps a connection; close it. */
    public Renewals renewals() {
        return new PostgresRenewals(transactions);
    }

    /** Sessions, for installations without Redis. */
    public Sessions sessions() {
        return new PostgresSessions(transactions);
    }

    /** Removes expired sessions. */
    public SessionRetention sessionRetention() {
        return new PostgresSessionRetention(transactions);
    }

    /** Room holds, for installations without Redis. */
    @Override
    public RoomHolds roomHolds() {
        return new PostgresRoomHolds(transactions);
    }

    /** Leases, for installations without Redis. */
    @Override
    public Leases leases() {
        return new PostgresLeases(transactions);
    }

    /** The audit of holds and leases. */
    public LockAudit lockAudit() {
        return new PostgresLockAudit(transactions);
    }

    /** Removes ended leases and old fences. */
    public LockRetention lockRetention() {
        return new PostgresLockRetention(transactions);
    }

    /** Bookings of hotels whose property management system keeps none. */
    public Bookings bookings() {
        return new PostgresBookings(transactions, ids);
    }

    private Inbox inbox(TenantId tenant, Statements statements) {
        return new PostgresInbox(tenant, statements, ids, coalescing);
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
        public Outbox outbox() {
            return new PostgresOutbox(tenant, statements, ids);
        }

        @Override
        public Fences fences() {
            return new PostgresFences(tenant, statements);
        }
    }
}
