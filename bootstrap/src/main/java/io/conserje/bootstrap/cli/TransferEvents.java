package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.LiveCounts;
import io.conserje.db.transfer.LiveMove;
import io.conserje.db.transfer.TransferListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes what a transfer does as JSON, one event a line. */
final class TransferEvents implements TransferListener {

    private final PrintWriter out;
    private final InstantSource clock;

    TransferEvents(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    private void write(String event, Map<String, Object> values) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", clock.instant());
        map.put("event", event);
        map.putAll(values);
        out.println(Json.lineOf(map));
        out.flush();
    }

    @Override
    public void began(String step) {
        write("step", Map.of("step", step));
    }

    @Override
    public void copying(long rows) {
        write("copying", Map.of("rows", rows));
    }

    @Override
    public void copied(String table, long rows) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("table", table);
        values.put("rows", rows);
        write("copied", values);
    }

    @Override
    public void followed(int transactions, long lagBytes, Duration lag) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("transactions", transactions);
        values.put("lagBytes", lagBytes);
        values.put("lagMillis", lag.toMillis());
        write("followed", values);
    }

    @Override
    public void frozen(long inHand) {
        write("frozen", Map.of("inHand", inHand));
    }

    @Override
    public void compared(TableComparison table) {
        write("compared", ComparisonText.asMap(table));
    }

    @Override
    public void moved(LiveMove move) {
        write("redis", asMap(move));
    }

    @Override
    public void noted(String text) {
        write("noted", Map.of("text", text));
    }

    static Map<String, Object> asMap(LiveMove move) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", move.kind().name().toLowerCase(Locale.ROOT));
        map.putAll(asMap(move.counts()));
        map.put("newer", move.newer());
        map.put("unfit", move.unfit());
        return map;
    }

    static Map<String, Object> asMap(LiveCounts counts) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sessions", counts.sessions());
        map.put("holds", counts.holds());
        map.put("leases", counts.leases());
        return map;
    }

    @Override
    public void opened() {
        write("opened", Map.of());
    }
}
