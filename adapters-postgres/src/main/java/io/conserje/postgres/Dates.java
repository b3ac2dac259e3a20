package io.conserje.postgres;

import java.time.LocalDate;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Dates as statements take them: as text. A date that is bound as such has no type until the server is asked, and once it was
 * asked the driver sends the statement on its own: without the context that goes before it, and the server refuses it.
 */
final class Dates {

    private Dates() {}

    static Field<LocalDate> of(LocalDate date) {
        return DSL.cast(DSL.val(date.toString()), SQLDataType.LOCALDATE);
    }
}
