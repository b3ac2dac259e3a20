package io.conserje.db.transfer;

import java.sql.SQLException;

/** Keeps everybody but the owner from writing, whichever process or session tries to. */
sealed interface Fence permits RightsFence, HotelsFence {

    /** @param owner a session of the login that owns the schema */
    static Fence of(Session owner, Scope scope) {
        return scope.isAll() ? new RightsFence(owner) : new HotelsFence(owner, scope);
    }

    /**
     * Raises the fence, and waits until every transaction that wrote before has ended. Does nothing if it stands.
     *
     * @throws TransferRefusedException if one does not end within a minute
     */
    void raise() throws SQLException;

    /** Lowers the fence; false if there is none. */
    boolean lower() throws SQLException;
}
