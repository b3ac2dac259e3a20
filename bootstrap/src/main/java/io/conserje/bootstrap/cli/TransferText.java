package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.LiveMove;
import io.conserje.db.transfer.TransferListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows a transfer: a line for each step and table, and, on a terminal, one that is redrawn with rows, rate, time left or
 * lag. Without a terminal such a line is written every ten seconds.
 */
final class TransferText implements TransferListener {

    private static final Duration REDRAWN = Duration.ofMillis(200);
    private static final Duration WRITTEN = Duration.ofSeconds(10);
    private static final int WIDTH = 24;

    private final PrintWriter out;
    private final boolean isTerminal;
    private String table = "";
    private long rowsOfTable;
    private long total;
    private long copied;
    private long begun = System.nanoTime();
    private long shown = System.nanoTime();
    private long followed;

    TransferText(PrintWriter out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    @Override
    public void began(String step) {
        endTable();
        endLine();
        out.println(step + " ...");
        out.flush();
        begun = System.nanoTime();
    }

    @Override
    public void copying(long rows) {
        total = rows;
    }

    @Override
    public void copied(String name, long rows) {
        if (!name.equals(table)) {
            endTable();
            table = name;
        }
        rowsOfTable += rows;
        copied += rows;
        show(() -> {
            long perSecond = perSecond(copied);
            return String.format(
                    Locale.ROOT,
                    "  %s %d of %d rows, %d a second, %d s left",
                    bar(),
                    copied,
                    total,
                    perSecond,
                    perSecond == 0 ? 0 : Math.max(0, total - copied) / perSecond);
        });
    }

    private String bar() {
        int filled = total == 0 ? WIDTH : Math.clamp(WIDTH * copied / total, 0, WIDTH);
        return "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "]";
    }

    private long perSecond(long count) {
        return count * 1_000_000_000 / Math.max(1, System.nanoTime() - begun);
    }

    @Override
    public void followed(int transactions, long lagBytes, Duration lag) {
        followed += transactions;
        show(() -> String.format(
                Locale.ROOT,
                "  %d transactions followed, %d a second, %d KB and %.1f s behind",
                followed,
                perSecond(followed),
                lagBytes / 1024,
                Math.max(0, lag.toMillis()) / 1000.0));
    }

    @Override
    public void frozen(long inHand) {
        endLine();
        out.println("  the source takes no writes"
                + (inHand == 0
                        ? "; nothing was in hand"
                        : "; " + inHand + " messages were in hand, and are handled again on the target"));
        out.flush();
    }

    @Override
    public void compared(TableComparison compared) {
        ComparisonText.print(compared, out);
    }

    @Override
    public void moved(LiveMove move) {
        out.println("  " + move.inWords());
        out.flush();
    }

    @Override
    public void noted(String text) {
        endLine();
        out.println("Note: " + text);
        out.flush();
    }

    @Override
    public void opened() {
        out.println("  services of the target begin");
        out.flush();
    }

    private interface Line {
        String text();
    }

    private void show(Line line) {
        Duration since = Duration.ofNanos(System.nanoTime() - shown);
        if (since.compareTo(isTerminal ? REDRAWN : WRITTEN) < 0) {
            return;
        }
        shown = System.nanoTime();
        out.print(isTerminal ? "\r" + line.text() + "   " : line.text() + System.lineSeparator());
        out.flush();
    }

    private void endTable() {
        if (!table.isEmpty()) {
            endLine();
            out.println(String.format(Locale.ROOT, "%-26s %12d rows copied", table, rowsOfTable));
            out.flush();
            table = "";
            rowsOfTable = 0;
        }
    }

    private void endLine() {
        if (isTerminal) {
            out.print("\r" + " ".repeat(WIDTH + 70) + "\r");
        }
    }
}
