package io.conserje.db.transfer;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table as two databases must agree on it.
 *
 * @param columns those that are stored, in the order of their names; generated columns are not among them
 * @param key the columns of the primary key, in its order
 * @param isUniqueBeyondKey whether another index is unique, too
 * @param scope the hotels whose rows are looked at
 */
record Table(String name, List<Column> columns, List<String> key, boolean isUniqueBeyondKey, Scope scope) {

    /** @param type as PostgreSQL spells it, with its modifiers */
    record Column(String name, String type) {}

    /** Parts of a key that name no person and give nobody power. Every other text is masked where people read it. */
    private static final Set<String> SHOWN = Set.of(
            "tenant_id", "channel", "kind", "room", "name", "resource_id", "message_id", "reply_id", "id", "user_id");

    private static final Set<String> SHOWN_TYPES = Set.of("bigint", "integer", "timestamp with time zone", "date");

    String qualifiedName() {
        return "conserje." + quoted(name);
    }

    /** The rows in scope, as a query's {@code from} names them. */
    String rows() {
        return scope.isAll()
                ? qualifiedName()
                : "(select * from " + qualifiedName() + " where " + scope.condition() + ")";
    }

    /** The columns of the rows in scope, in their order. */
    String selection() {
        return "select " + columnList() + " from " + rows() + " t";
    }

    /** Tables as a list for a statement. */
    static String names(Collection<Table> tables) {
        return tables.stream().map(Table::qualifiedName).collect(Collectors.joining(", "));
    }

    /** As a publication names the rows in scope. */
    String published() {
        return scope.isAll() ? qualifiedName() : qualifiedName() + " where (" + scope.condition() + ")";
    }

    /** The whole row as one text, whatever the order of the columns in each database. */
    String rowText() {
        return columns.stream()
                .map(column -> quoted(column.name()))
                .collect(Collectors.joining(", ", "row(", ")::text"));
    }

    /** The columns, as a list for a statement. */
    String columnList() {
        return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
    }

    String typeOf(String column) {
        return columns.get(indexOf(column)).type();
    }

    /** @throws IllegalArgumentException if there is no such column */
    int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Table conserje." + name + " has no column " + column);
    }

    /** The key as one text, compared byte by byte: the one order that does not depend on a server's collations. */
    String keyText() {
        return key.stream().map(Table::quoted).collect(Collectors.joining(", ", "(row(", ")::text collate \"C\")"));
    }

    /** The parts of the key as people may see them. */
    String shownKey() {
        return key.stream().map(this::shownPart).collect(Collectors.joining(" || '/' || "));
    }

    private String shownPart(String column) {
        String text = quoted(column) + "::text";
        return isShown(column) ? text : "('***' || right(" + text + ", 2))";
    }

    private boolean isShown(String name) {
        return SHOWN.contains(name)
                || columns.stream()
                        .anyMatch(column -> column.name().equals(name)
                                && SHOWN_TYPES.contains(column.type().toLowerCase(Locale.ROOT)));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
