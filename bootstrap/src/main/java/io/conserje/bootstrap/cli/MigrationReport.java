package io.conserje.bootstrap.cli;

import io.conserje.db.LockHolder;
import io.conserje.db.MigrationListener;
import io.conserje.db.ServiceProcess;
import java.io.PrintWriter;
import java.util.List;

/** Says what a migration does, and what it waits for. */
final class MigrationReport implements MigrationListener {

    private final PrintWriter out;
    private final PrintWriter err;

    MigrationReport(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void waitingForLock(LockHolder other) {
        say("Waiting for another migration: " + other.describe());
    }

    @Override
    public void tookOver(LockHolder gone) {
        say("Released the lock that a migration left behind: " + gone.describe());
    }

    @Override
    public void waitingForProcesses(List<ServiceProcess> older) {
        say("Waiting for " + older.size() + (older.size() == 1 ? " older process" : " older processes") + " to end:");
        older.forEach(process -> say("  " + process.describe()));
    }

    @Override
    public void applied(String id) {
        out.println("Applied " + id);
        out.flush();
    }

    @Override
    public void blocked(String id, int attempt, int attempts, List<String> by) {
        say(id + " did not get the lock of a table (attempt " + attempt + " of " + attempts + ") and is tried again."
                + (by.isEmpty() ? "" : " In its way: " + String.join("; ", by)));
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
