package io.conserje.postgres;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.messaging.Intake;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Retention;
import io.conserje.application.messaging.Turns;
import io.conserje.application.session.Sessions;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.Users;
import io.conserje.application.transaction.TenantScope;
import io.conserje.application.transaction.TenantTransactions;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The ports on PostgreSQL 15 or newer, over any {@link DataSource} whose login may take the roles {@code conserje_tenant} and
 * {@code conserje_system}, to a database that has the change sets. Thread-safe; the data source is the caller's to close.
 */
public final class PostgresAdapters {

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    /**
     * @param timeouts bound in every transaction
     * @param ids new ids for messages and replies; best such that sort by time (UUID version 7)
     */
    public PostgresAdapters(DataSource connections, Timeouts timeouts, Supplier<UUID> ids) {
        this.transactions = new Transactions(connections, timeouts);
        this.ids = ids;
    }

    /** The hotels, for reading. */
    public TenantDirectory directory() {
        return new PostgresTenants(transactions);
    }

    /** The hotels, for changing. */
    public TenantRegistry registry() {
        return new PostgresTenants(transactions);
    }

    /** The people who work with a hotel's data. */
    public Users users() {
        return new PostgresUsers(transactions);
    }

    /** Units of work for embedders. */
    public TenantTransactions transactions() {
        return new ScopedTransactions();
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
        return new PostgresTurns(transactions, ids);
    }

    /** Replies as work. */
    public Replies replies() {
        return new PostgresReplies(transactions);
    }

    /** Sessions, for installations without Redis. */
    public Sessions sessions() {
        return new PostgresSessions(transactions);
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
    }
}
