package io.conserje.postgres.testing;

import io.conserje.postgres.tx.Statements;
import java.util.List;
import org.jooq.Field;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;

/** Plans of statements, as PostgreSQL explains them. */
public final class Plans {

    private static final Field<String> LINE = DSL.field("QUERY PLAN", String.class);

    private Plans() {}

    /** The lines of the plan that a statement gets in the scope and with the planner settings of {@code statements}. */
    public static List<String> explained(Statements statements, ResultQuery<?> query) {
        return statements
                .fetch(DSL.resultQuery("explain {0}", query).coerce(LINE))
                .getValues(LINE);
    }
}
