package io.conserje.http.body;

/**
 * The body of a request in memory. Closing it returns its share of the memory budget.
 *
 * @param bytes the body, followed by unused space
 * @param length the number of bytes that are the body
 * @param release returns the share of the budget
 */
// The array is not copied, because it has up to 3 MiB. Readers do not change it.
@SuppressWarnings("ArrayRecordComponent")
public record Body(byte[] bytes, int length, Runnable release) implements AutoCloseable {

    @Override
    public void close() {
        release.run();
    }
}
