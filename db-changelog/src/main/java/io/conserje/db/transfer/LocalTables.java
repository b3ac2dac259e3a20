package io.conserje.db.transfer;

/**
 * The tables that describe a database and not its hotels. They are neither copied nor compared nor fenced: processes of a
 * fenced database go on to report themselves there. Messages that no hotel could take belong to none either.
 */
final class LocalTables {

    private static final String NAMES = "('closures', 'processes', 'schema_epoch', 'backups',"
            + " 'queue_pauses', 'queue_breakers', 'queue_events', 'unrouted')";

    private LocalTables() {}

    /** Fills in {@code $local}, the list of their names, in a query. */
    static String in(String sql) {
        return sql.replace("$local", NAMES);
    }
}
