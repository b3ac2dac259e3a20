package io.conserje.db.transfer;

import java.sql.SQLException;

/**
 * The pauses of hotels, which go where the hotels go: otherwise the target would handle what somebody paused. They are few,
 * so they move in one statement just before the target opens.
 */
final class PausedWork {

    private final Session source;
    private final Session target;
    private final Scope scope;

    PausedWork(Session source, Session target, Scope scope) {
        this.source = source;
        this.target = target;
        this.scope = scope;
    }

    /**
     * Replaces the target's pauses of these hotels by the source's. A pause of every hotel moves with every hotel only.
     *
     * @return how many there are
     */
    int move() throws SQLException {
        target.change("delete from conserje.queue_pauses" + condition());
        String pauses = source.text("select coalesce(json_agg(p), '[]')::text from (select * from conserje.queue_pauses"
                + condition() + ") p where until is null or until > now()");
        return target.change(
                "insert into conserje.queue_pauses select * from json_populate_recordset("
                        + "null::conserje.queue_pauses, ?::json)",
                pauses);
    }

    private String condition() {
        return scope.isAll() ? "" : " where " + scope.condition().replace("tenant_id", "hotel");
    }
}
