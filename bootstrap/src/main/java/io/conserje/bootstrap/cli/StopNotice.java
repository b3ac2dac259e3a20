package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.Comparison.TableComparison;
import io.conserje.db.transfer.LiveMove;
import io.conserje.db.transfer.TransferListener;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says at which step a transfer was stopped by Ctrl-C or another signal, and how to go on. */
final class StopNotice {

    private volatile @Nullable String step;

    /** Until it is closed, a process that is stopped says where it was. */
    interface Hook extends AutoCloseable {
        @Override
        void close();
    }

    /** A listener that notes the steps and passes everything on. */
    TransferListener before(TransferListener shown) {
        return new Noting(shown);
    }

    Hook hook(PrintWriter err) {
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
            err.println(
                    "Stopped at the step " + stopped + ". Go on with: ./conserje db transfer run --resume. Or undo it"
                            + " with: ./conserje db transfer abort");
            err.flush();
        }
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
            step = null;
            shown.opened();
        }
    }
}
