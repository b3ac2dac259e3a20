package io.conserje.postgres.tx;

/**
 * The epochs of this version. A change set that older processes cannot live with begins a new epoch of the schema, in
 * {@code conserje.schema_epoch}, and this number follows it.
 */
public final class Epoch {

    private static final int OF_PROCESS = 1;
    private static final int OLDEST_SCHEMA = 1;

    private Epoch() {}

    /** The epoch of this process, which it says in every transaction. */
    public static int ofProcess() {
        return OF_PROCESS;
    }

    /** The oldest epoch of the schema on which this process can work. */
    public static int oldestSchema() {
        return OLDEST_SCHEMA;
    }
}
