package io.conserje.http.webhook;

/**
 * A body in memory, on a budget that closing gives back.
 *
 * @param bytes the body and, behind it, room that is not part of it
 * @param length how many of the bytes are the body
 * @param release gives the budget back
 */
// The array is not copied: it is up to 3 MiB, and never leaves this package.
@SuppressWarnings("ArrayRecordComponent")
record Body(byte[] bytes, int length, Runnable release) implements AutoCloseable {

    @Override
    public void close() {
        release.run();
    }
}
