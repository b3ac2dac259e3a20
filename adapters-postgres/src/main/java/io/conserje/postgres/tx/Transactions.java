package io.conserje.postgres.tx;

import io.conserje.domain.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
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
    private final Timeouts timeouts;

    /** A tripwire against nesting, never a carrier: the tenant travels as a value. */
    @SuppressWarnings("ThreadLocalUsage") // one a database: a thread may have a transaction open in each of two
    private final ThreadLocal<Context> open = new ThreadLocal<>();

    /** @param connections not closed here */
    public Transactions(DataSource connections, Timeouts timeouts) {
        this.connections = connections;
        this.timeouts = timeouts;
    }

    /** Each statement a transaction of its own, for a tenant. */
    public Statements each(TenantId tenant) {
        return new Separate(new Context(tenant, timeouts));
    }

    /** Each statement a transaction of its own, across tenants. */
    public Statements eachForSystem() {
        return new Separate(new Context(null, timeouts));
    }

    /**
     * One transaction for a tenant: committed when the work returns, rolled back when it throws.
     *
     * @throws IllegalStateException if this thread has one open already
     */
    public <T> T in(TenantId tenant, Function<Statements, T> work) {
        return run(new Context(tenant, timeouts), work);
    }

    /**
     * One transaction across tenants: committed when the work returns, rolled back when it throws.
     *
     * @throws IllegalStateException if this thread has one open already
     */
    public <T> T inSystem(Function<Statements, T> work) {
        return run(new Context(null, timeouts), work);
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
                return made;
            } catch (RuntimeException | Error failed) {
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
            return alone(statements -> statements.fetch(query));
        }

        @Override
        public int execute(RowCountQuery query) {
            return alone(statements -> statements.execute(query));
        }

        private <T> T alone(Function<ContextualStatements, T> work) {
            refuseNesting(context);
            try (Connection connection = connections.getConnection()) {
                connection.setAutoCommit(true);
                return work.apply(new ContextualStatements(connection, context::alone));
            } catch (SQLException | DataAccessException failed) {
                throw Failures.translate(failed, context);
            }
        }
    }

    /** The statements of one transaction: the first one carries the context. */
    private static final class Together implements Statements {

        private final Connection connection;
        private final Context context;
        private final Thread owner = Thread.currentThread();
        private boolean begun;
        private boolean ended;

        Together(Connection connection, Context context) {
            this.connection = connection;
            this.context = context;
        }

        @Override
        public <R extends Record> Result<R> fetch(ResultQuery<R> query) {
            ContextualStatements first = first();
            return first == null ? ContextualStatements.plain(connection).fetch(query) : first.fetch(query);
        }

        @Override
        public int execute(RowCountQuery query) {
            ContextualStatements first = first();
            return first == null ? ContextualStatements.plain(connection).execute(query) : first.execute(query);
        }

        private @Nullable ContextualStatements first() {
            if (ended) {
                throw new IllegalStateException(
                        "The transaction for " + context + " has ended. Do the work inside it.");
            }
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException(
                        "The transaction for " + context + " belongs to another thread. Open one in this thread.");
            }
            if (begun) {
                return null;
            }
            begun = true;
            return new ContextualStatements(connection, context::first);
        }

        void end() {
            ended = true;
        }
    }
}
