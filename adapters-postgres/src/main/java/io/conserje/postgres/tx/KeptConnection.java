package io.conserje.postgres.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one connection from a pool and keeps it, so that its statements need no free connection. It keeps none of a
 * pool that has no other one: then it takes the connection for each statement. Thread-safe: one statement runs at a
 * time.
 */
final class KeptConnection implements ConnectionProvider, AutoCloseable {

    /** How long another connection may take, before this one is taken to be the only one. */
    private static final Duration ANOTHER = Duration.ofSeconds(1);
    /** After how many statements a pool with one connection is looked at again. It may only have been busy. */
    private static final int PROBES = 30;
    /** How long this connection waits for an answer of the server. A connection that hangs is given up. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final DataSource connections;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection kept;
    private int timeoutOfPool;
    private boolean only;
    private int untilProbe;

    KeptConnection(DataSource connections) {
        this.connections = connections;
    }

    @Override
    public Connection acquire() {
        lock.lock();
        boolean acquired = false;
        try {
            Connection own = kept;
            if (own == null || own.isClosed()) {
                own = take();
            }
            kept = own;
            acquired = true;
            return own;
        } catch (SQLException failed) {
            throw new DataAccessException("The connection for renewals cannot be opened.", failed);
        } finally {
            if (!acquired) {
                lock.unlock();
            }
        }
    }

    private Connection take() throws SQLException {
        Connection own = connections.getConnection();
        try {
            own.setAutoCommit(true);
            timeoutOfPool = own.getNetworkTimeout();
            own.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
            probe();
            return own;
        } catch (SQLException failed) {
            closeQuietly(own);
            throw failed;
        }
    }

    private void probe() {
        if (untilProbe > 0) {
            untilProbe--;
            return;
        }
        only = !hasAnother();
        untilProbe = only ? PROBES : 0;
    }

    /** Whether the pool has a connection beside the one that was taken. If it comes late, it goes back then. */
    private boolean hasAnother() {
        CompletableFuture<Boolean> another =
                CompletableFuture.supplyAsync(this::takeAnother, Thread::startVirtualThread);
        try {
            return another.get(ANOTHER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException none) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean takeAnother() {
        try (Connection another = connections.getConnection()) {
            return !another.isClosed();
        } catch (SQLException none) {
            return false;
        }
    }

    @Override
    public void release(Connection connection) {
        try {
            if (only) {
                giveBack();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the connection back, because it may be broken. The next statement takes another one. */
    @Override
    public void close() {
        lock.lock();
        try {
            giveBack();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        Connection own = kept;
        kept = null;
        if (own != null) {
            closeQuietly(own);
        }
    }

    private void closeQuietly(Connection connection) {
        try (connection) {
            connection.setNetworkTimeout(Runnable::run, timeoutOfPool);
        } catch (SQLException broken) {
            // The pool finds out itself.
        }
    }
}
