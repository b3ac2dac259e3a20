package io.conserje.db;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import liquibase.changelog.ChangeSet;

/** The rules of CONTRIBUTING for a change set, from 0017 on. */
final class ChangeSetRules {

    private static final int FIRST = 17;
    private static final Set<String> LABELS = Set.of("expand", "contract", "loses-data");

    /** What an older process cannot live with. */
    private static final Pattern NARROWS = Pattern.compile(
            "\\bdrop (?:table|column|view|materialized view|function|type|sequence|schema|policy|trigger|default)\\b"
                    + "|\\brename\\b|\\brevoke\\b|\\btruncate\\b|\\bdelete from\\b|\\bas restrictive\\b"
                    + "|\\balter column \\S+ (?:set data )?type\\b|\\bset not null\\b"
                    + "|\\badd (?:constraint \\S+ )?(?:check|unique|foreign key|primary key|exclude)\\b"
                    + "|\\badd column \\S+ [^,]*\\bnot null\\b(?![^,]*\\bdefault\\b)(?<!default .{0,60} not null)");

    private static final Pattern INDEX = Pattern.compile(
            "^create (unique )?index (concurrently )?(?:if not exists )?(\\S+) on (?:only )?conserje\\.([a-z0-9_]+)");
    private static final Pattern TABLE = Pattern.compile("^create table conserje\\.([a-z0-9_]+)");
    private static final Pattern ALTERED = Pattern.compile("^alter table (?:only )?conserje\\.([a-z0-9_]+)");
    private static final Pattern OUTSIDE =
            Pattern.compile("^(?:create (?:unique )?index concurrently|drop index concurrently if exists) .*");

    private ChangeSetRules() {}

    /** The rules that a change set breaks, in words. */
    static List<String> brokenBy(ChangeSet changeSet) {
        if (Integer.parseInt(changeSet.getId().substring(0, 4)) < FIRST) {
            return List.of();
        }
        List<String> broken = new ArrayList<>();
        labels(changeSet, broken);
        epoch(changeSet, broken);
        indexes(changeSet, broken);
        if (changeSet.getRollback().getChanges().isEmpty()) {
            broken.add("It has no rollback.");
        }
        return broken;
    }

    private static void labels(ChangeSet changeSet, List<String> broken) {
        Set<String> labels =
                changeSet.getLabels() == null ? Set.of() : changeSet.getLabels().getLabels();
        if (!LABELS.containsAll(labels) || labels.contains("expand") == labels.contains("contract")) {
            broken.add("It says labels:expand or labels:contract, and perhaps loses-data, not " + labels + ".");
        }
        Set<String> made = made(changeSet);
        for (String statement : ChangeSets.statements(changeSet)) {
            if (labels.contains("expand") && narrows(statement, made)) {
                broken.add("It is labelled expand, and takes something from older processes: " + statement);
            }
        }
        boolean loses = ChangeSets.statements(changeSet).stream().anyMatch(Losses::isIn);
        if (loses != labels.contains("loses-data")) {
            broken.add(loses ? "It deletes data, and lacks loses-data." : "It deletes nothing, and has loses-data.");
        }
    }

    private static boolean narrows(String statement, Set<String> made) {
        boolean onNewTable = ALTERED.matcher(statement).results().allMatch(found -> made.contains(name(found)));
        boolean altersNewTable = statement.startsWith("alter table") && onNewTable;
        return !statement.startsWith("create table")
                && !altersNewTable
                && (NARROWS.matcher(statement).find()
                        || INDEX.matcher(statement)
                                .results()
                                .anyMatch(found -> found.group(1) != null && !made.contains(found.group(4))));
    }

    private static void epoch(ChangeSet changeSet, List<String> broken) {
        List<String> statements = ChangeSets.statements(changeSet);
        boolean makesEpoch = made(changeSet).contains("schema_epoch");
        boolean raises = ChangeSets.oldestProcess(changeSet) > 0;
        if (!makesEpoch && raises != (ChangeSets.kind(changeSet) == ChangeSetKind.CONTRACT)) {
            broken.add("A change set raises oldest_process (update conserje.schema_epoch set oldest_process = N) if and"
                    + " only if it is labelled contract.");
        }
        boolean changesEpoch = statements.stream().anyMatch(sql -> sql.startsWith("update conserje.schema_epoch"));
        if (changesEpoch && !statements.contains("alter table conserje.schema_epoch no force row level security")) {
            broken.add("An owner whom row level security binds cannot see schema_epoch. Surround the update with:"
                    + " alter table conserje.schema_epoch [no] force row level security;");
        }
    }

    private static void indexes(ChangeSet changeSet, List<String> broken) {
        Set<String> made = made(changeSet);
        List<String> statements = ChangeSets.statements(changeSet);
        for (String statement : statements) {
            INDEX.matcher(statement).results().forEach(found -> {
                if (found.group(2) == null && !made.contains(found.group(4))) {
                    broken.add("It builds an index on a table in use. Use runInTransaction:false and create index"
                            + " concurrently: " + statement);
                }
                if (found.group(2) != null
                        && !statements.contains("drop index concurrently if exists conserje." + found.group(3))) {
                    broken.add("An attempt that was cut leaves an invalid index. Begin with: drop index concurrently if"
                            + " exists conserje." + found.group(3) + ";");
                }
            });
            if (!changeSet.isRunInTransaction() && !OUTSIDE.matcher(statement).matches()) {
                broken.add("Outside of a transaction only indexes are built or dropped, concurrently: " + statement);
            }
        }
    }

    private static Set<String> made(ChangeSet changeSet) {
        return ChangeSets.statements(changeSet).stream()
                .flatMap(statement -> TABLE.matcher(statement).results())
                .map(ChangeSetRules::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String name(MatchResult found) {
        return found.group(1);
    }
}
