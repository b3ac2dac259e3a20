package io.conserje.db.transfer;

/** Receives what a backup or a restore does. Must be quick, and throw nothing. */
public interface BackupListener {

    /** Listens to nothing. */
    BackupListener NONE = new BackupListener() {};

    /**
     * A step begins.
     *
     * @param step such as {@code read} or {@code verify}
     * @param rows how many rows it reads or writes; 0 if it works on the file as a whole
     */
    default void began(String step, long rows) {}

    /** The step has read or written this many rows so far. */
    default void reached(long rows) {}
}
