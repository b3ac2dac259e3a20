package io.conserje.postgres.queue;

import io.conserje.application.messaging.ClaimBounds;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Renewals;
import io.conserje.application.messaging.Turn;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.KeptStatements;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * Renews leases with one statement, on a connection of their own, so that they last even if the pool has none left. It
 * passes locked rows over, so that none delays the others.
 */
public final class PostgresRenewals implements Renewals {

    private record Held(List<Turn> turns, List<OutboundReply> replies, Duration lease) {}

    private static final SqlTemplate<Held> RENEW = SqlTemplate.<Held>read(PostgresRenewals.class, "renew_all.sql")
            .bind(
                    "turn_tenants",
                    held -> Columns.texts(held.turns(), turn -> turn.tenant().value()))
            .bind(
                    "turn_channels",
                    held -> Columns.texts(
                            held.turns(),
                            turn -> turn.message().guest().channel().name()))
            .bind(
                    "turn_guests",
                    held -> Columns.texts(
                            held.turns(), turn -> turn.message().guest().address()))
            .bind("turn_leases", held -> Columns.ids(held.turns(), Turn::lease))
            .bind(
                    "reply_tenants",
                    held -> Columns.texts(
                            held.replies(), reply -> reply.tenant().value()))
            .bind("reply_ids", held -> Columns.ids(held.replies(), OutboundReply::id))
            .bind("reply_leases", held -> Columns.ids(held.replies(), OutboundReply::lease))
            .bind("lease_micros", held -> Micros.of(held.lease()))
            .build();

    private static final Field<UUID> LEASE = DSL.field("lease", UUID.class);
    private static final Field<Boolean> RENEWED = DSL.field("renewed", Boolean.class);

    private final KeptStatements statements;

    /** Takes the connection with the first call. */
    public PostgresRenewals(Transactions transactions) {
        this.statements = transactions.eachForSystemOnKeptConnection();
    }

    @Override
    public Renewed renew(List<Turn> turns, List<OutboundReply> replies, Duration lease) {
        ClaimBounds.check(lease);
        Map<UUID, Renewal> made = new HashMap<>();
        renew(new Held(turns, replies, lease))
                .forEach(row -> made.put(row.get(LEASE), row.get(RENEWED) ? Renewal.RENEWED : Renewal.BUSY));
        return new Renewed(
                turns.stream()
                        .map(turn -> made.getOrDefault(turn.lease(), Renewal.LOST))
                        .toList(),
                replies.stream()
                        .map(reply -> made.getOrDefault(reply.lease(), Renewal.LOST))
                        .toList());
    }

    private Result<? extends Record> renew(Held held) {
        try {
            return statements.fetch(RENEW.query(held).coerce(LEASE, RENEWED));
        } catch (StoreUnavailableException away) {
            // The connection may have broken since the last call; another one may work.
            return statements.fetch(RENEW.query(held).coerce(LEASE, RENEWED));
        }
    }

    @Override
    public void close() {
        statements.close();
    }
}
