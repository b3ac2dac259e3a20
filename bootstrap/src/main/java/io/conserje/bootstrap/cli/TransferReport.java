package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.Comparison;
import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.LiveMove;
import io.conserje.db.transfer.TransferListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a transfer did and proved, for the records: as Markdown, and as JSON beside it. */
final class TransferReport implements TransferListener {

    private record Entry(Instant at, String what) {}

    private final TransferListener shown;
    private final InstantSource clock;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> copied = new LinkedHashMap<>();
    private @Nullable LiveMove moved;

    /** @param shown receives everything, too */
    TransferReport(TransferListener shown, InstantSource clock) {
        this.shown = shown;
        this.clock = clock;
    }

    @Override
    public void began(String step) {
        entries.add(new Entry(clock.instant(), step));
        shown.began(step);
    }

    @Override
    public void copying(long rows) {
        shown.copying(rows);
    }

    @Override
    public void copied(String table, long rows) {
        copied.merge(table, rows, Long::sum);
        shown.copied(table, rows);
    }

    @Override
    public void followed(int transactions, long lagBytes, Duration lag) {
        shown.followed(transactions, lagBytes, lag);
    }

    @Override
    public void frozen(long inHand) {
        entries.add(new Entry(clock.instant(), "frozen, with " + inHand + " messages in hand"));
        shown.frozen(inHand);
    }

    @Override
    public void compared(TableComparison table) {
        shown.compared(table);
    }

    @Override
    public void moved(LiveMove move) {
        moved = move;
        entries.add(new Entry(clock.instant(), move.inWords()));
        shown.moved(move);
    }

    @Override
    public void noted(String text) {
        shown.noted(text);
    }

    @Override
    public void opened() {
        entries.add(new Entry(clock.instant(), "opened"));
        shown.opened();
    }

    /**
     * Looks whether a report can be written, before anything is done that it tells of.
     *
     * @throws UsageException if it cannot
     */
    static void check(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new UsageException("--report: " + file + " cannot be written. Name a file in a folder that exists"
                    + " and that you may write to.");
        }
    }

    /**
     * Writes the report.
     *
     * @param file of the Markdown; the JSON has the same name with {@code .json}
     */
    void write(Path file, Comparison comparison) {
        try {
            Files.writeString(file, markdown(comparison));
            Files.writeString(file.resolveSibling(file.getFileName() + ".json"), Json.of(json(comparison)) + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException("The report cannot be written to " + file, failed);
        }
    }

    private String markdown(Comparison comparison) {
        StringBuilder text = new StringBuilder("# Transfer\n\n");
        text.append(comparison.isEqual() ? "Both sides hold the same rows.\n\n" : "**The sides differ.**\n\n");
        text.append("- from: PostgreSQL ")
                .append(comparison.from().serverVersion())
                .append(", read at ")
                .append(comparison.from().at())
                .append('\n');
        text.append("- to: PostgreSQL ")
                .append(comparison.to().serverVersion())
                .append(", read at ")
                .append(comparison.to().at())
                .append('\n');
        if (moved != null) {
            text.append("- Redis: ").append(moved.inWords()).append('\n');
        }
        text.append("\n| time | step |\n|---|---|\n");
        entries.forEach(entry -> text.append("| ")
                .append(entry.at())
                .append(" | ")
                .append(entry.what())
                .append(" |\n"));
        text.append("""

                | table | rows copied now | rows from | rows to | checksum from | checksum to |
                |---|---:|---:|---:|---|---|
                """);
        comparison
                .tables()
                .forEach(table -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %d | %d | %s | %s |%n",
                        table.table(),
                        copied.getOrDefault(table.table(), 0L),
                        table.from().rows(),
                        table.to().rows(),
                        table.from().checksum(),
                        table.to().checksum())));
        return text.toString();
    }

    private Map<String, Object> json(Comparison comparison) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "steps",
                entries.stream()
                        .map(entry -> Map.of("at", entry.at(), "step", entry.what()))
                        .toList());
        map.put("copied", copied);
        if (moved != null) {
            map.put("redis", TransferEvents.asMap(moved));
        }
        map.put("comparison", ComparisonText.asMap(comparison));
        return map;
    }
}
