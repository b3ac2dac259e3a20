package io.conserje.postgres.sql;

import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Dates as statements take them: as text. The driver does not know the type of a date that is bound as a date; it asks
 * the server, and then sends the statement apart from the context before it, and the server refuses it.
 */
public final class Dates {

    private Dates() {}

    /** A date, to be bound. */
    public static Field<LocalDate> of(LocalDate date) {
        return DSL.cast(DSL.val(date.toString()), SQLDataType.LOCALDATE);
    }
}
