package io.conserje.db.transfer;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Refuses two databases between which rows cannot be compared or moved: a blind login, or schemas that differ. */
final class Shapes {

    private Shapes() {}

    /** @throws TransferRefusedException with every reason at once */
    static void refuseWhatDiffers(Session source, Session target) throws SQLException {
        List<String> reasons = reasons(source, target);
        if (!reasons.isEmpty()) {
            throw new TransferRefusedException(reasons);
        }
    }

    static List<String> reasons(Session source, Session target) throws SQLException {
        List<String> reasons = new ArrayList<>();
        addIfBlind("--from", source, reasons);
        addIfBlind("--to", target, reasons);
        if (!reasons.isEmpty()) {
            // A blind login may not even read the catalogue of the schema.
            return reasons;
        }
        List<String> sourceSets = Catalog.changeSets(source);
        List<String> targetSets = Catalog.changeSets(target);
        if (sourceSets.isEmpty() || targetSets.isEmpty()) {
            reasons.add((sourceSets.isEmpty() ? "--from" : "--to")
                    + ": there is no schema conserje. Create it with: ./conserje db migrate");
        } else if (!sourceSets.equals(targetSets)) {
            reasons.add("The schemas have different versions: --from ends with " + sourceSets.getLast() + ", --to with "
                    + targetSets.getLast() + ". Bring both to one version with: ./conserje db migrate");
        } else {
            addDifferences(Catalog.tables(source), Catalog.tables(target), reasons);
        }
        return reasons;
    }

    private static void addIfBlind(String side, Session session, List<String> reasons) throws SQLException {
        if (!Catalog.seesEveryRow(session)) {
            reasons.add(side + ": row level security hides rows from the login " + session.text("select current_user")
                    + ". Give a login that is superuser or has BYPASSRLS, such as the owner postgres.");
        }
    }

    private static void addDifferences(Map<String, Table> source, Map<String, Table> target, List<String> reasons) {
        TreeSet<String> names = new TreeSet<>(source.keySet());
        names.addAll(target.keySet());
        for (String name : names) {
            Table ours = source.get(name);
            Table theirs = target.get(name);
            if (ours == null || theirs == null) {
                reasons.add("Table conserje." + name + " exists only in " + (ours == null ? "--to" : "--from")
                        + ". No change set creates it: remove it, or move it to another schema.");
            } else if (!ours.equals(theirs)) {
                reasons.add("Table conserje." + name + " differs: --from has the columns " + ours.columns()
                        + ", --to has " + theirs.columns() + ".");
            }
        }
    }
}
