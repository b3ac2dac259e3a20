package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.BackupListener;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Shows how far a backup or a restore is, with a bar for each step that has rows. */
final class BackupProgress implements BackupListener, AutoCloseable {

    /** A bar is drawn as often as it can differ to the eye. */
    private static final int DRAWINGS = 200;

    private final PrintWriter err;
    private long total;
    private long drawn;
    private @Nullable ProgressBar bar;

    BackupProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void began(String step, long rows) {
        close();
        if (rows == 0) {
            err.println(step + " ...");
            return;
        }
        bar = new ProgressBar(err, step, (int) Math.min(rows, Integer.MAX_VALUE));
        total = rows;
        draw(0);
    }

    @Override
    public void reached(long rows) {
        if (rows >= total || rows - drawn >= total / DRAWINGS) {
            draw(rows);
        }
    }

    private void draw(long rows) {
        drawn = rows;
        if (bar != null) {
            bar.at((int) Math.min(rows, Integer.MAX_VALUE));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.end();
            bar = null;
        }
    }
}
