package io.conserje.postgres.queue;

import java.io.Serial;
import java.util.function.Supplier;
import org.jooq.Field;

/** A column of a stored row has a value that this version cannot read. The message does not quote it. */
final class UnreadableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private UnreadableException(String column) {
        super("The stored " + column + " cannot be read by this version");
    }

    /** @throws UnreadableException if the value cannot be read; it names the column */
    static <V> V read(Field<?> column, Supplier<V> value) {
        try {
            return value.get();
        } catch (RuntimeException invalid) {
            // The cause would quote the value.
            throw new UnreadableException(column.getName());
        }
    }
}
