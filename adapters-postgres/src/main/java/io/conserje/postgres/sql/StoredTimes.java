package io.conserje.postgres.sql;

import java.io.Serial;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.function.Function;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Columns with times that anybody may have stored. The driver reads each time that PostgreSQL knows, {@code infinity}
 * as {@link OffsetDateTime#MAX}. jOOQ parses text, and one time that it cannot parse fails all rows of a result.
 */
public final class StoredTimes {

    private static final DataType<OffsetDateTime> TYPE =
            SQLDataType.TIMESTAMPWITHTIMEZONE.asConvertedDataType(new ReadByDriver());

    private StoredTimes() {}

    /** A column of a result. */
    public static Field<OffsetDateTime> column(Field<OffsetDateTime> stored) {
        return DSL.field(stored.getUnqualifiedName(), TYPE);
    }

    private static final class ReadByDriver extends AbstractBinding<OffsetDateTime, OffsetDateTime> {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public Converter<OffsetDateTime, OffsetDateTime> converter() {
            return Converter.of(OffsetDateTime.class, OffsetDateTime.class, Function.identity(), Function.identity());
        }

        @Override
        public void get(BindingGetResultSetContext<OffsetDateTime> context) throws SQLException {
            context.value(context.resultSet().getObject(context.index(), OffsetDateTime.class));
        }

        @Override
        public void set(BindingSetStatementContext<OffsetDateTime> context) {
            throw new UnsupportedOperationException("A column of a result is read, never bound.");
        }
    }
}
