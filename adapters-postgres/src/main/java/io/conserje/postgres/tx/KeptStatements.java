package io.conserje.postgres.tx;

/** Statements on one connection that is kept between them. A statement that fails gives the connection back. */
public interface KeptStatements extends Statements, AutoCloseable {

    /** Gives the connection back. The next statement takes one again. */
    @Override
    void close();
}
