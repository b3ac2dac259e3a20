package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.LiveMove;
import io.conserje.db.transfer.TransferListener;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** Says at which step a transfer was stopped by Ctrl-C or another signal, and how to go on. */
final class StopNotice {

    private static final String OPENED = "The transfer has finished, and services of the target begin. Only the"
            + " comparison was stopped. Compare with: ./conserje db transfer verify";

    private static final String FOLLOWING =
            "Stopped following. Nothing is lost: the source keeps its changes, and its disk fills. Go on with: ";

    private volatile @Nullable String step;
    private volatile boolean opened;

    @SuppressWarnings("NullAway.Init") // set by hook(), before its thread can run
    private volatile NextCommand next;

    /** Until it is closed, a process that is stopped says where it was. */
    interface Hook extends AutoCloseable {
        @Override
        void close();
    }

    /** A listener that notes the steps and passes everything on. */
    TransferListener before(TransferListener shown) {
        return new Noting(shown);
    }

    /** @param typed the command line, whose ends the next command has */
    Hook hook(ParseResult typed, PrintWriter err) {
        next = NextCommand.after(typed);
        Thread thread = new Thread(() -> tell(err), "stop-notice");
        Runtime.getRuntime().addShutdownHook(thread);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException stopping) {
                // The thread runs by now.
            }
        };
    }

    private void tell(PrintWriter err) {
        String stopped = step;
        if (stopped != null) {
            err.println(opened ? next.complete(OPENED) : next.complete(words(stopped)));
            err.flush();
        }
    }

    private String words(String stopped) {
        return switch (next.step()) {
            case "abort" -> "Stopped at the step abort. Undo the rest with: ./conserje db transfer abort";
            case "follow" -> FOLLOWING + next.goOn();
            default ->
                "Stopped at the step " + stopped + ". Go on with: " + next.goOn()
                        + ". Or undo it with: ./conserje db transfer abort";
        };
    }

    private final class Noting implements TransferListener {

        private final TransferListener shown;

        Noting(TransferListener shown) {
            this.shown = shown;
        }

        @Override
        public void began(String name) {
            step = name;
            shown.began(name);
        }

        @Override
        public void copying(long rows) {
            shown.copying(rows);
        }

        @Override
        public void copied(String table, long rows) {
            shown.copied(table, rows);
        }

        @Override
        public void followed(int transactions, long lagBytes, Duration lag) {
            shown.followed(transactions, lagBytes, lag);
        }

        @Override
        public void frozen(long inHand) {
            shown.frozen(inHand);
        }

        @Override
        public void compared(TableComparison table) {
            shown.compared(table);
        }

        @Override
        public void moved(LiveMove move) {
            shown.moved(move);
        }

        @Override
        public void noted(String text) {
            shown.noted(text);
        }

        @Override
        public void opened() {
            opened = true;
            shown.opened();
        }
    }
}
