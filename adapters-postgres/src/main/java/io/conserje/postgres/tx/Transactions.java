package io.conserje.postgres.tx;

import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Opens every transaction of this adapter, for one tenant or for the system. A single statement costs one network round
 * trip, its context included. N statements in one transaction cost N + 1. Thread-safe.
 *
 * <p>No setting outlives its transaction, so connections can come from any pooler. The database decides what a
 * statement may see and do, from the role and the tenant of its transaction.
 */
public final class Transactions {

    private final DataSource connections;
    private final StatementSender sender;
    private final Timeouts timeouts;
    private final TransactionListener listener;

    /** Detects nesting. It never carries the tenant, which is passed as a value. */
    @SuppressWarnings("ThreadLocalUsage") // One for each database: a thread may have a transaction open in two of them.
    private final ThreadLocal<Context> open = new ThreadLocal<>();

    /** The connection whose transaction this thread has joined. */
    @SuppressWarnings("ThreadLocalUsage") // As above.
    private final ThreadLocal<Connection> joinedConnection = new ThreadLocal<>();

    /** Without a listener. */
    public Transactions(DataSource connections, Timeouts timeouts) {
        this(connections, timeouts, TransactionListener.NONE);
    }

    /**
     * @param connections not closed here
     * @param timeouts set in every transaction
     * @param listener notified of every unit of work
     */
    public Transactions(DataSource connections, Timeouts timeouts, TransactionListener listener) {
        this.connections = connections;
        this.sender = StatementSender.onAnyOf(connections);
        this.timeouts = timeouts;
        this.listener = listener;
    }

    /** Statements for a tenant, each in a transaction of its own. */
    public Statements each(TenantId tenant) {
        return new SeparateTransactions(Context.of(tenant, timeouts));
    }

    /** Statements across tenants, each in a transaction of its own. */
    public Statements eachForSystem() {
        return new SeparateTransactions(Context.ofSystem(timeouts));
    }

    /** As {@link #eachForSystem}. A statement waits for a lock for a second at most, and then fails as busy. */
    public Statements eachForSystemBriefly() {
        return new SeparateTransactions(Context.ofSystemBriefly(timeouts));
    }

    /**
     * As {@link #eachForSystem}. Rows wanted in the order of an index are read by that index, whatever the statistics
     * say.
     */
    public Statements eachForSystemByIndexOrder() {
        return new SeparateTransactions(Context.ofSystemByIndexOrder(timeouts));
    }

    /**
     * As {@link #eachForSystem}, on a connection that is taken with the first statement and kept, if the pool has
     * another one.
     */
    public KeptStatements eachForSystemOnKeptConnection() {
        return new KeptTransactions(new KeptConnection(connections));
    }

    /**
     * Runs work in one transaction for a tenant, which is committed when the work returns and rolled back when it
     * throws.
     *
     * @throws IllegalStateException if this thread has a transaction open already
     */
    public <T> T in(TenantId tenant, Function<Statements, T> work) {
        return run(Context.of(tenant, timeouts), work);
    }

    /**
     * Runs work in one transaction across tenants, which is committed when the work returns and rolled back when it
     * throws.
     *
     * @throws IllegalStateException if this thread has a transaction open already
     */
    public <T> T inSystem(Function<Statements, T> work) {
        return run(Context.ofSystem(timeouts), work);
    }

    /** As {@link #inSystem}. A statement waits for a lock for a second at most, and then fails as busy. */
    public <T> T inSystemBriefly(Function<Statements, T> work) {
        return run(Context.ofSystemBriefly(timeouts), work);
    }

    private <T> T run(Context context, Function<Statements, T> work) {
        refuseNesting(context);
        open.set(context);
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            TransactionStatements inside = new TransactionStatements(connection, context);
            try {
                T made = work.apply(inside);
                inside.end();
                connection.commit();
                listener.transactionDone(context.scope());
                return made;
            } catch (Throwable failed) { // A checked exception can be thrown undeclared.
                inside.end();
                rollback(connection, failed);
                throw failed;
            }
        } catch (SQLException | DataAccessException failed) {
            throw translated(failed, context);
        } finally {
            open.remove();
        }
    }

    /**
     * Runs work for a tenant in a transaction of the host. Afterwards the connection has the role and the tenant that
     * it had before. If the work fails, its changes are undone and the rest of the transaction stays. The host commits.
     * The host's timeouts apply. Calls on the same connection can be nested.
     *
     * @param connection with a transaction begun (no auto-commit), under a login that may take the role
     * @throws IllegalStateException if the connection is in auto-commit mode, or this thread has a transaction of this
     *     object open on another connection
     */
    public <T> T joining(Connection connection, TenantId tenant, Function<Statements, T> work) {
        Context context = Context.of(tenant, timeouts);
        Context around = open.get();
        refuseOtherConnection(connection, context);
        try {
            JoinedTransaction joined = JoinedTransaction.begin(connection, context);
            TransactionStatements inside = TransactionStatements.begun(connection, context);
            Connection joinedBefore = joinedConnection.get();
            open.set(context);
            joinedConnection.set(connection);
            try {
                T made = work.apply(inside);
                joined.leave();
                listener.transactionDone(context.scope());
                return made;
            } catch (Throwable failed) { // As above.
                joined.undo(failed);
                throw failed;
            } finally {
                inside.end();
                restore(open, around);
                restore(joinedConnection, joinedBefore);
            }
        } catch (SQLException | DataAccessException failed) {
            throw translated(failed, context);
        }
    }

    /**
     * Refuses a thread that has a transaction open.
     *
     * @throws IllegalStateException if it has one
     */
    public void refuseNesting() {
        refuseNesting(Context.ofSystem(timeouts));
    }

    private RuntimeException translated(Exception failed, Context context) {
        RuntimeException known = Failures.translate(failed, context);
        return Refusals.isRefusal(failed) ? Refusals.explained(known, context, this::closures) : known;
    }

    private Result<? extends Record> closures() {
        ResultQuery<? extends Record> why = Refusals.why();
        return sender.fetch(Context.ofSystem(timeouts).asTransaction(why), why);
    }

    private void refuseOtherConnection(Connection connection, Context context) {
        if (open.get() != null && !connection.equals(joinedConnection.get())) {
            refuseNesting(context);
        }
    }

    private static <T> void restore(ThreadLocal<T> local, @Nullable T before) {
        if (before == null) {
            local.remove();
        } else {
            local.set(before);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException failed) {
            cause.addSuppressed(failed);
        }
    }

    private void refuseNesting(Context wanted) {
        Context present = open.get();
        if (present != null) {
            throw new IllegalStateException("Cannot open a transaction for " + wanted
                    + ": this thread already has one open for " + present + ". Use the scope you were given.");
        }
    }

    /** Statements, each in a transaction of its own. */
    private final class SeparateTransactions implements Statements {

        private final Context context;
        private final StatementSender sender;

        SeparateTransactions(Context context) {
            this(context, Transactions.this.sender);
        }

        SeparateTransactions(Context context, StatementSender sender) {
            this.context = context;
            this.sender = sender;
        }

        @Override
        public <R extends Record> Result<R> fetch(ResultQuery<R> query) {
            refuseNesting(context);
            try {
                Result<R> found = sender.fetch(context.asTransaction(query), query);
                listener.transactionDone(context.scope());
                return found;
            } catch (DataAccessException failed) {
                throw translated(failed, context);
            }
        }

        @Override
        public int execute(RowCountQuery query) {
            refuseNesting(context);
            try {
                int changed = sender.execute(context.asTransaction(query));
                listener.transactionDone(context.scope());
                return changed;
            } catch (DataAccessException failed) {
                throw translated(failed, context);
            }
        }
    }

    private final class KeptTransactions implements KeptStatements {

        private final KeptConnection kept;
        private final Statements statements;

        KeptTransactions(KeptConnection kept) {
            this.kept = kept;
            this.statements = new SeparateTransactions(Context.ofSystem(timeouts), StatementSender.on(kept));
        }

        @Override
        public <R extends Record> Result<R> fetch(ResultQuery<R> query) {
            try {
                return statements.fetch(query);
            } catch (RuntimeException failed) {
                kept.close();
                throw failed;
            }
        }

        @Override
        public int execute(RowCountQuery query) {
            try {
                return statements.execute(query);
            } catch (RuntimeException failed) {
                kept.close();
                throw failed;
            }
        }

        @Override
        public void close() {
            kept.close();
        }
    }

    /** The statements of one transaction. The first one carries the context. */
    private static final class TransactionStatements implements Statements {

        private final Connection connection;
        private final Context context;
        private final Thread owner = Thread.currentThread();
        private @Nullable DSLContext later;
        private boolean begun;
        private boolean ended;

        TransactionStatements(Connection connection, Context context) {
            this.connection = connection;
            this.context = context;
        }

        /** For a transaction whose context is set already. */
        static TransactionStatements begun(Connection connection, Context context) {
            TransactionStatements statements = new TransactionStatements(connection, context);
            statements.begun = true;
            return statements;
        }

        @Override
        public <R extends Record> Result<R> fetch(ResultQuery<R> query) {
            if (!isFirst()) {
                return later().fetch(query);
            }
            Result<R> found = StatementSender.on(connection).fetch(context.asFirst(query), query);
            begun = true;
            return found;
        }

        @Override
        public int execute(RowCountQuery query) {
            if (!isFirst()) {
                return later().execute(query);
            }
            int changed = StatementSender.on(connection).execute(context.asFirst(query));
            begun = true;
            return changed;
        }

        private DSLContext later() {
            if (later == null) {
                later = StatementSender.plain(connection);
            }
            return later;
        }

        /**
         * True until a statement has succeeded. A driver that sets savepoints undoes the context with a failed
         * statement.
         */
        private boolean isFirst() {
            if (ended) {
                throw new IllegalStateException(
                        "The transaction for " + context + " has ended. Use its scope only inside the work.");
            }
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException(
                        "The transaction for " + context + " belongs to another thread. Open one in this thread.");
            }
            return !begun;
        }

        void end() {
            ended = true;
        }
    }
}
