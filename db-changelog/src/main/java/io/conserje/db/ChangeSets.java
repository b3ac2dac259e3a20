package io.conserje.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.change.Change;
import liquibase.change.core.RawSQLChange;
import liquibase.changelog.ChangeSet;
import liquibase.util.StringUtil;

/** Reads what change sets say about themselves: in their labels, and in their SQL. */
final class ChangeSets {

    private static final String LOSES_DATA = "loses-data";
    private static final Pattern OLDEST_PROCESS = Pattern.compile("\\boldest_process = ([0-9]{1,9})\\b");

    private ChangeSets() {}

    static List<String> ids(List<ChangeSet> changeSets) {
        return changeSets.stream().map(ChangeSet::getId).toList();
    }

    static ChangeSetKind kind(ChangeSet changeSet) {
        Set<String> labels = labels(changeSet);
        if (labels.contains("contract")) {
            return ChangeSetKind.CONTRACT;
        }
        return labels.contains("expand") ? ChangeSetKind.EXPAND : ChangeSetKind.UNSTATED;
    }

    static boolean losesData(ChangeSet changeSet) {
        return labels(changeSet).contains(LOSES_DATA);
    }

    /** The lowest epoch that processes need after it; 0 if it does not change that. */
    static int oldestProcess(ChangeSet changeSet) {
        return statements(changeSet).stream()
                .flatMap(statement -> OLDEST_PROCESS.matcher(statement).results())
                .map(MatchResult::group)
                .mapToInt(found -> number(OLDEST_PROCESS.matcher(found)))
                .max()
                .orElse(0);
    }

    private static int number(Matcher matcher) {
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Its SQL, a statement each: in lower case, without comments, each run of white space as one space. */
    static List<String> statements(ChangeSet changeSet) {
        return statements(changeSet.getChanges());
    }

    /** The SQL that rolls it back, in the form of {@link #statements}. */
    static List<String> rollbackStatements(ChangeSet changeSet) {
        return statements(changeSet.getRollback().getChanges());
    }

    private static List<String> statements(List<Change> changes) {
        List<String> statements = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof RawSQLChange raw) {
                Arrays.stream(StringUtil.processMultiLineSQL(raw.getSql(), true, true, ";"))
                        .map(ChangeSets::plain)
                        .filter(statement -> !statement.isEmpty())
                        .forEach(statements::add);
            }
        }
        return statements;
    }

    private static String plain(String sql) {
        return sql.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static Set<String> labels(ChangeSet changeSet) {
        return changeSet.getLabels() == null ? Set.of() : changeSet.getLabels().getLabels();
    }
}
