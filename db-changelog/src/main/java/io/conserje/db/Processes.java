package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import liquibase.changelog.ChangeSet;

/** The processes of the service that are registered in the database, and those that a migration would stop. */
final class Processes {

    private static final String LIVE = "select id::text, version, epoch, host, last_seen from conserje.processes"
            + " where last_seen > now() - interval '" + ServiceProcess.LIVE.toSeconds()
            + " seconds' and epoch < ? order by last_seen desc";

    private final Connection owner;

    Processes(Connection owner) {
        this.owner = owner;
    }

    /** Those that are live, the latest first; empty before the schema has such a table. */
    List<ServiceProcess> live() throws SQLException {
        return olderThan(Integer.MAX_VALUE);
    }

    /**
     * Waits for processes to end that are too old for the change sets.
     *
     * @throws ChangelogException if some are left and the terms do not allow that; the message lists them
     */
    void awaitEnd(List<ChangeSet> missing, UpdateTerms terms, MigrationListener listener, Patience patience)
            throws SQLException {
        int needed = missing.stream().mapToInt(ChangeSets::oldestProcess).max().orElse(0);
        if (needed == 0 || terms.besideOlderProcesses()) {
            return;
        }
        long began = System.nanoTime();
        long nextReport = began;
        for (List<ServiceProcess> older = olderThan(needed); !older.isEmpty(); older = olderThan(needed)) {
            long now = System.nanoTime();
            if (now - began >= terms.patience().toNanos()) {
                throw new ChangelogException(refusal(missing, needed, older, terms.patience()));
            }
            if (now - nextReport >= 0) {
                nextReport = now + patience.report().toNanos();
                listener.waitingForProcesses(older);
            }
            Patience.sleep(patience.poll());
        }
    }

    private List<ServiceProcess> olderThan(int epoch) throws SQLException {
        if (!Sql.exists(owner, "processes")) {
            return List.of();
        }
        return Sql.queryAsSystem(
                owner,
                LIVE,
                row -> new ServiceProcess(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getObject(5, OffsetDateTime.class).toInstant()),
                epoch);
    }

    private static String refusal(List<ChangeSet> missing, int needed, List<ServiceProcess> older, Duration waited) {
        List<String> ids = ChangeSets.ids(missing.stream()
                .filter(changeSet -> ChangeSets.oldestProcess(changeSet) > 0)
                .toList());
        return older.stream()
                .map(process -> "\n  " + process.describe())
                .collect(Collectors.joining(
                        "",
                        "Nothing was applied. " + String.join(", ", ids) + " needs processes of epoch " + needed
                                + " or newer, and these older ones are alive"
                                + (waited.isZero() ? "" : " after " + waited.toSeconds() + " s") + ":",
                        "\nStop them and try again, or wait for them with: ./conserje db migrate --wait 5m"
                                + "\nTo go on all the same, with --force, stops them from serving."));
    }
}
