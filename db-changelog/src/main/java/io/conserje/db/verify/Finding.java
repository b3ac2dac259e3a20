package io.conserje.db.verify;

/**
 * One thing that is not as it must be.
 *
 * @param object what it is about, such as {@code table conserje.users}
 * @param problem what is wrong with it; never the values of a row
 * @param remedy the SQL, or the command, that mends it
 */
public record Finding(Area area, Severity severity, String object, String problem, String remedy) {

    /** What a check looks at. */
    public enum Area {
        /** Indexes that are missing, invalid or there twice. */
        INDEXES,
        /** Row level security, by the catalogue and by trying; and the keys that it rests on. */
        RLS,
        /** Who may do what: nobody but the two roles. */
        GRANTS,
        /** Functions whose meaning a caller could change. */
        FUNCTIONS,
        /** Extensions that are missing, or stand among the data. */
        EXTENSIONS,
        /** The logins and roles themselves. */
        ROLES
    }

    /** How much it matters. */
    public enum Severity {
        /** Hotels are not kept apart, or could cease to be. */
        ERROR,
        /** Something is slower or poorer than it should be. */
        WARNING
    }

    /** Whether applying the change sets is what mends it. */
    public boolean awaitsChangeSets() {
        return remedy.equals("./conserje db migrate");
    }
}
