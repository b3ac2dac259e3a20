package io.conserje.postgres.process;

import static io.conserje.postgres.schema.Tables.PROCESSES;

import io.conserje.application.process.Processes;
import io.conserje.application.process.ServiceProcess;
import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Processes in {@code conserje.processes}. */
public final class PostgresProcesses implements Processes {

    record Report(Identity identity, State state, int inHand) {}

    private static final SqlTemplate<Report> REPORT = SqlTemplate.<Report>of("""
                    with forgotten as (
                      delete from conserje.processes where last_seen < now() - interval '1 day' and id <> :id
                    )
                    insert into conserje.processes as p (id, version, epoch, host, state, in_hand, keeps_apart)
                    values (:id, :version, :epoch, :host, :state, :in_hand, :keeps_apart)
                    on conflict (id) do update
                    set last_seen = now(), state = excluded.state, in_hand = excluded.in_hand
                    """)
            .bind("id", report -> report.identity().id())
            .bind("version", report -> report.identity().version())
            .bind("epoch", report -> report.identity().epoch())
            .bind("host", report -> report.identity().host())
            .bind("state", report -> report.state().word())
            .bind("in_hand", Report::inHand)
            .bind("keeps_apart", report -> report.identity().keepsApart())
            .build();

    private static final SqlTemplate<Duration> SEEN =
            SqlTemplate.<Duration>of("""
                    select id, version, epoch, host, started_at, last_seen, state, in_hand,
                      coalesce(keeps_apart, false)
                    from conserje.processes
                    where last_seen > now() - :micros * interval '1 microsecond'
                    order by started_at, id
                    """).bind("micros", Micros::of).build();

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresProcesses(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void report(Identity identity, State state, int inHand) {
        transactions.eachForSystem().execute(REPORT.statement(new Report(identity, state, inHand)));
    }

    @Override
    public void remove(UUID id) {
        transactions.eachForSystem().execute(DSL.deleteFrom(PROCESSES).where(PROCESSES.ID.eq(id)));
    }

    @Override
    public List<ServiceProcess> seen(Duration within) {
        return transactions
                .eachForSystem()
                .fetch(SEEN.query(within)
                        .coerce(
                                PROCESSES.ID,
                                PROCESSES.VERSION,
                                PROCESSES.EPOCH,
                                PROCESSES.HOST,
                                PROCESSES.STARTED_AT,
                                PROCESSES.LAST_SEEN,
                                PROCESSES.STATE,
                                PROCESSES.IN_HAND,
                                PROCESSES.KEEPS_APART))
                .map(PostgresProcesses::process);
    }

    private static ServiceProcess process(Record row) {
        return new ServiceProcess(
                new Identity(
                        row.get(PROCESSES.ID),
                        row.get(PROCESSES.VERSION),
                        row.get(PROCESSES.EPOCH),
                        row.get(PROCESSES.HOST),
                        row.get(PROCESSES.KEEPS_APART)),
                row.get(PROCESSES.STARTED_AT).toInstant(),
                row.get(PROCESSES.LAST_SEEN).toInstant(),
                State.valueOf(row.get(PROCESSES.STATE).toUpperCase(Locale.ROOT)),
                row.get(PROCESSES.IN_HAND));
    }
}
