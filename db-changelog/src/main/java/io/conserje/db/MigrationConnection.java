package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

/**
 * Liquibase's connection while it has the lock. It signs the row that Liquibase locks, in the same transaction. And it
 * commits a change set together with the row that records it. Liquibase would commit one after the other, and a process
 * that is killed in between would leave a change set that cannot be applied again. Not thread-safe.
 */
final class MigrationConnection extends JdbcConnection {

    private final MigrationLock lock;
    private boolean signed;
    private boolean waitsForRecord;

    MigrationConnection(Connection connection, MigrationLock lock) {
        super(connection);
        this.lock = lock;
    }

    /** The next commit is Liquibase's commit of a change set, and is left to the one after it. */
    void nextCommitWaitsForRecord() {
        waitsForRecord = true;
    }

    @Override
    public void commit() throws DatabaseException {
        if (waitsForRecord) {
            waitsForRecord = false;
            return;
        }
        if (!signed) {
            signed = sign();
        }
        super.commit();
    }

    @Override
    public void rollback() throws DatabaseException {
        waitsForRecord = false;
        super.rollback();
    }

    /** Liquibase keeps a lock service for each connection, and must not take one of a plain connection for this. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    private boolean sign() throws DatabaseException {
        try {
            return lock.sign();
        } catch (SQLException failed) {
            throw new DatabaseException(failed);
        }
    }
}
