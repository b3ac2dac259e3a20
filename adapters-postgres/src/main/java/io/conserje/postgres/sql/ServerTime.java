package io.conserje.postgres.sql;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Times by the server's clock, which stands still during a transaction. */
public final class ServerTime {

    /** Now. */
    public static final Field<OffsetDateTime> NOW = DSL.field("now()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private ServerTime() {}

    /** {@code pause} from now. */
    public static Field<OffsetDateTime> in(Duration pause) {
        return DSL.field("now() + {0} * interval '1 microsecond'", SQLDataType.TIMESTAMPWITHTIMEZONE, Micros.of(pause));
    }

    /** {@code age} before now. */
    public static Field<OffsetDateTime> ago(Duration age) {
        return DSL.field("now() - {0} * interval '1 microsecond'", SQLDataType.TIMESTAMPWITHTIMEZONE, Micros.of(age));
    }
}
