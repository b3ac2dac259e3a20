package io.conserje.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the statements that delete data, and counts what is there now. */
final class Losses {

    private static final String NAME = "conserje\\.([a-z0-9_]+)";
    private static final Pattern WHOLE_TABLE =
            Pattern.compile("\\b(?:drop table(?: if exists)?|truncate(?: table)?) " + NAME);
    private static final Pattern ALTERED_TABLE = Pattern.compile("\\balter table (?:if exists )?(?:only )?" + NAME);
    private static final Pattern COLUMN = Pattern.compile("\\bdrop column (?:if exists )?([a-z0-9_]+)");
    private static final Pattern ROWS = Pattern.compile("\\bdelete from " + NAME + "(?: where (.*))?");

    /** These describe the database, and hold nothing of a hotel. */
    private static final Set<String> NO_DATA = Set.of(
            "closures", "processes", "schema_epoch", "backups", "queue_pauses", "queue_breakers", "queue_events");

    private static final String NO_SUCH_TABLE = "42P01";
    private static final String NO_SUCH_COLUMN = "42703";

    private Losses() {}

    /** What statements would delete. Each is in the form of {@link ChangeSets#statements}. */
    static List<Loss> of(List<String> statements, Connection owner) throws SQLException {
        List<Loss> losses = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        for (String statement : statements) {
            for (Loss loss : uncounted(statement)) {
                if (loss.columns().isEmpty() && loss.where().isEmpty()) {
                    gone.add(loss.table());
                }
                losses.add(loss);
            }
        }
        List<Loss> counted = new ArrayList<>();
        losses.removeIf(loss -> NO_DATA.contains(loss.table()));
        for (Loss loss : losses) {
            boolean partOfMore = gone.contains(loss.table())
                    && !(loss.columns().isEmpty() && loss.where().isEmpty());
            if (!partOfMore && Sql.exists(owner, loss.table())) {
                counted.add(counted(loss, owner));
            }
        }
        return counted;
    }

    /** Whether a statement deletes data. */
    static boolean isIn(String statement) {
        return !uncounted(statement).isEmpty();
    }

    private static List<Loss> uncounted(String statement) {
        List<Loss> losses = new ArrayList<>();
        Matcher table = WHOLE_TABLE.matcher(statement);
        while (table.find()) {
            losses.add(new Loss(table.group(1), List.of(), "", 0));
        }
        Matcher altered = ALTERED_TABLE.matcher(statement);
        if (altered.find()) {
            List<String> columns = COLUMN.matcher(statement)
                    .results()
                    .map(MatchResult::group)
                    .map(found -> found.substring(found.lastIndexOf(' ') + 1))
                    .toList();
            if (!columns.isEmpty()) {
                losses.add(new Loss(altered.group(1), columns, "", 0));
            }
        }
        Matcher rows = ROWS.matcher(statement);
        if (rows.find()) {
            losses.add(new Loss(rows.group(1), List.of(), rows.group(2) == null ? "" : rows.group(2), 0));
        }
        return losses;
    }

    private static Loss counted(Loss loss, Connection owner) throws SQLException {
        return new Loss(loss.table(), loss.columns(), loss.where(), count(query(loss), owner));
    }

    private static String query(Loss loss) {
        String all = "select count(*) from conserje." + loss.table();
        if (!loss.where().isEmpty()) {
            return all + " where " + loss.where();
        }
        return loss.columns().isEmpty()
                ? all
                : loss.columns().stream()
                        .map(column -> column + " is not null")
                        .collect(Collectors.joining(" or ", all + " where ", ""));
    }

    /** -1 if a policy would hide rows from this login: with row security off that is an error. */
    private static long count(String query, Connection owner) throws SQLException {
        boolean autoCommit = owner.getAutoCommit();
        owner.setAutoCommit(false);
        try (Statement statement = owner.createStatement()) {
            statement.execute("set local row_security = off");
            try (ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException refused) {
            String state = String.valueOf(refused.getSQLState());
            if (state.equals(NO_SUCH_TABLE) || state.equals(NO_SUCH_COLUMN)) {
                return 0;
            }
            if (state.startsWith("42")) {
                return -1;
            }
            throw refused;
        } finally {
            owner.rollback();
            owner.setAutoCommit(autoCommit);
        }
    }
}
