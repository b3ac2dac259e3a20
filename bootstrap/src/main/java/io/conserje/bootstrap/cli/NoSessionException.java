package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl;
import java.sql.SQLException;

/** A command cannot begin, because one of its databases gives no session. The driver's message does not say which. */
final class NoSessionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param option which end it is */
    NoSessionException(String option, DatabaseUrl url, SQLException cause) {
        super(option + ": there is no connection to " + url + ".", cause);
    }
}
