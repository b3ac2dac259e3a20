package io.conserje.bootstrap.cli;

import java.io.PrintWriter;

/** A progress bar that is redrawn on one line. */
final class ProgressBar {

    private static final int WIDTH = 40;

    private final PrintWriter to;
    private final String doing;
    private final int total;
    private String drawn = "";

    /** @param total the number at the beginning; fewer may remain by now */
    ProgressBar(PrintWriter to, String doing, int total) {
        this.to = to;
        this.doing = doing;
        this.total = total;
    }

    void at(int done) {
        int filled = total == 0 ? WIDTH : Math.clamp((long) WIDTH * done / total, 0, WIDTH);
        String line = doing + " [" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + done + "/" + total;
        if (!line.equals(drawn)) {
            drawn = line;
            to.print("\r" + line);
            to.flush();
        }
    }

    /** Ends the line. */
    void end() {
        if (!drawn.isEmpty()) {
            to.println();
        }
    }
}
