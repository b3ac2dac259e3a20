package io.conserje.postgres.backup;

import io.conserje.application.backup.Backups;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Reads the records that {@code db backup} leaves. */
public final class PostgresBackups implements Backups {

    private static final String READ = """
            select cast(extract(epoch from now() - max(taken_at)) * 1000000 as bigint) as age
            from conserje.backups
            where hotels is null
            """;

    private static final Field<Long> AGE = DSL.field("age", Long.class);

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresBackups(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Duration> age() {
        Long micros = transactions
                .eachForSystem()
                .fetch(DSL.resultQuery(READ).coerce(AGE))
                .getFirst()
                .get(AGE);
        return Optional.ofNullable(micros).map(age -> Duration.of(Math.max(0, age), ChronoUnit.MICROS));
    }
}
