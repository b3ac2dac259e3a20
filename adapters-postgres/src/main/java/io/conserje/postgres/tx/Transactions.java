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
 * Opens every transaction of this adapter, for one tenant or for the system. One statement costs one network round trip, its
 * context included; N statements in one transaction cost N + 1. Thread-safe.
 *
 * <p>Nothing here outlives its transaction, so a connection can be any pooler's. What a statement may see and do is decided by
 * the database, from the role and the tenant that its transaction names.
 */
public final class Transactions {

    private final DataSource connections;
    private final ContextualStatements separate;
    private final Timeouts timeouts;
    private final TransactionListener listener;

    /** A tripwire against nesting, never a carrier: the tenant travels as a value. */
    @SuppressWarnings("ThreadLocalUsage") // one a database: a thread may have a transaction open in each of two
    private final ThreadLocal<Context> open = new ThreadLocal<>();

    /** The host's connection that this thread's work is joined to. */
    @SuppressWarnings("ThreadLocalUsage") // as above
    private final ThreadLocal<Connection> joinedConnection = new ThreadLocal<>();

    /** Of which nobody is told. */
    public Transactions(DataSource connections, Timeouts timeouts) {
        this(connections, timeouts, TransactionListener.NONE);
    }

    /** @param connections not closed here */
    public Transactions(DataSource connections, Timeouts timeouts, TransactionListener listener) {
        this.connections = connections;
        this.separate = ContextualStatements.onAnyOf(connections);
        this.timeouts = timeouts;
        this.listener = listener;
    }

    /** Each statement a transaction of its own, for a tenant. */
    public Statements each(TenantId tenant) {
        return new Separate(Context.of(tenant, timeouts));
    }

    /** Each statement a transaction of its own, across tenants. */
    public Statements eachForSystem() {
        return new Separate(Context.ofSystem(timeouts));
    }

    /** The same, and rows that are wanted in the order of an index are read by that one, whatever the statistics say. */
    public Statements eachForSystemByIndexOrder() {
        return new Separate(Context.ofSystemByIndexOrder(timeouts));
    }

    /**
     * One transaction for a tenant: committed when the work returns, rolled back when it throws.
     *
     * @throws IllegalStateException if this thread has one open already
     */
    public <T> T in(TenantId tenant, Function<Statements, T> work) {
        return run(Context.of(tenant, timeouts), work);
    }

    /**
     * One transaction across tenants: committed when the work returns, rolled back when it throws.
     *
     * @throws IllegalStateException if this thread has one open already
     */
    public <T> T inSystem(Function<Statements, T> work) {
        return run(Context.ofSystem(timeouts), work);
    }

    private <T> T run(Context context, Function<Statements, T> work) {
        refuseNesting(context);
        open.set(context);
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            Together together = new Together(connection, context);
            try {
                T made = work.apply(together);
                together.end();
                connection.commit();
                listener.transactionDone(context.scope());
                return made;
            } catch (Throwable failed) { // also what was thrown past the compiler
                together.end();
                rollback(connection, failed);
                throw failed;
            }
        } catch (SQLException | DataAccessException failed) {
            throw Failures.translate(failed, context);
        } finally {
            open.remove();
        }
    }

    /**
     * Work for a tenant inside a transaction that is somebody else's. Whatever becomes of the work, the role and the tenant that
     * the connection had are there again afterwards; what failed work did is undone, and the rest of the transaction stays. It
     * is the host's to commit. The host's timeouts hold. Works inside work on the same connection too.
     *
     * @param connection with a transaction begun (no auto-commit), under a login that may take the role
     * @throws IllegalStateException if the connection commits by itself, or this thread has a transaction of ours open on
     *     another connection
     */
    public <T> T joining(Connection connection, TenantId tenant, Function<Statements, T> work) {
        Context context = Context.of(tenant, timeouts);
        Context around = open.get();
        refuseOtherConnection(connection, context);
        try {
            Joined joined = Joined.begin(connection, context);
            Together together = Together.begun(connection, context);
            Connection joinedBefore = joinedConnection.get();
            open.set(context);
            joinedConnection.set(connection);
            try {
                T made = work.apply(together);
                joined.leave();
                listener.transactionDone(context.scope());
                return made;
            } catch (Throwable failed) { // as above
                joined.undo(failed);
                throw failed;
            } finally {
                together.end();
                restore(open, around);
                restore(joinedConnection, joinedBefore);
            }
        } catch (SQLException | DataAccessException failed) {
            throw Failures.translate(failed, context);
        }
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

    /** Statements that are transactions of their own. */
    private final class Separate implements Statements {

        private final Context context;

        Separate(Context context) {
            this.context = context;
        }

        @Override
        public <R extends Record> Result<R> fetch(ResultQuery<R> query) {
            refuseNesting(context);
            try {
                Result<R> found = separate.fetch(context.alone(query), query);
                listener.transactionDone(context.scope());
                return found;
            } catch (DataAccessException failed) {
                throw Failures.translate(failed, context);
            }
        }

        @Override
        public int execute(RowCountQuery query) {
            refuseNesting(context);
            try {
                int changed = separate.execute(context.alone(query));
                listener.transactionDone(context.scope());
                return changed;
            } catch (DataAccessException failed) {
                throw Failures.translate(failed, context);
            }
        }
    }

    /** The statements of one transaction: the first one carries the context. */
    private static final class Together implements Statements {

        private final Connection connection;
        private final Context context;
        private final Thread owner = Thread.currentThread();
        private @Nullable DSLContext later;
        private boolean begun;
        private boolean ended;

        Together(Connection connection, Context context) {
            this.connection = connection;
            this.context = context;
        }

        /** Whose context has been sent. */
        static Together begun(Connection connection, Context context) {
            Together together = new Together(connection, context);
            together.begun = true;
            return together;
        }

        @Override
        public <R extends Record> Result<R> fetch(ResultQuery<R> query) {
            if (!isFirst()) {
                return later().fetch(query);
            }
            Result<R> found = ContextualStatements.on(connection).fetch(context.first(query), query);
            begun = true;
            return found;
        }

        @Override
        public int execute(RowCountQuery query) {
            if (!isFirst()) {
                return later().execute(query);
            }
            int changed = ContextualStatements.on(connection).execute(context.first(query));
            begun = true;
            return changed;
        }

        private DSLContext later() {
            if (later == null) {
                later = ContextualStatements.plain(connection);
            }
            return later;
        }

        /** Until one has succeeded: a driver that saves before each statement would undo the context with one that failed. */
        private boolean isFirst() {
            if (ended) {
                throw new IllegalStateException(
                        "The transaction for " + context + " has ended. Do the work inside it.");
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
