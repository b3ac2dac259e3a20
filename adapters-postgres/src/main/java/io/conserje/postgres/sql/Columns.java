package io.conserje.postgres.sql;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a batch. Each is bound as one array, with its type. jOOQ binds arrays without a type: the driver asks
 * the server for it, and from a statement's fifth use on sends such a statement apart from the context before it if its
 * result may be long. The server then refuses the statement.
 */
public final class Columns {

    private static final DataType<String[]> TEXTS = typed("text", SQLDataType.CLOB.array());
    private static final DataType<UUID[]> IDS = typed("uuid", SQLDataType.UUID.array());
    private static final DataType<Long[]> NUMBERS = typed("int8", SQLDataType.BIGINT.array());
    private static final DataType<OffsetDateTime[]> TIMES =
            typed("timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE.array());

    private Columns() {}

    /** A column of texts, one for each row. */
    public static <T> Field<String[]> texts(Collection<T> rows, Function<? super T, @Nullable String> part) {
        return DSL.val(rows.stream().map(part).toArray(String[]::new), TEXTS);
    }

    /** A column of ids, one for each row. */
    public static <T> Field<UUID[]> ids(Collection<T> rows, Function<? super T, UUID> part) {
        return DSL.val(rows.stream().map(part).toArray(UUID[]::new), IDS);
    }

    /** A column of whole numbers, one for each row. */
    public static <T> Field<Long[]> numbers(Collection<T> rows, Function<? super T, Long> part) {
        return DSL.val(rows.stream().map(part).toArray(Long[]::new), NUMBERS);
    }

    /** A column of times, one for each row. */
    public static <T> Field<OffsetDateTime[]> times(
            Collection<T> rows, Function<? super T, @Nullable OffsetDateTime> part) {
        return DSL.val(rows.stream().map(part).toArray(OffsetDateTime[]::new), TIMES);
    }

    private static <E> DataType<E[]> typed(String element, DataType<E[]> array) {
        return array.asConvertedDataType(new Typed<>(element, array.getType()));
    }

    private static final class Typed<E> extends AbstractBinding<E[], E[]> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String element;
        private final Class<E[]> type;

        Typed(String element, Class<E[]> type) {
            this.element = element;
            this.type = type;
        }

        @Override
        public Converter<E[], E[]> converter() {
            return Converter.of(type, type, Function.identity(), Function.identity());
        }

        @Override
        public void set(BindingSetStatementContext<E[]> context) throws SQLException {
            Connection connection = context.statement().getConnection();
            context.statement().setArray(context.index(), connection.createArrayOf(element, context.value()));
        }

        @Override
        public void get(BindingGetResultSetContext<E[]> context) {
            throw new UnsupportedOperationException("A column of a batch is bound, never read.");
        }
    }
}
