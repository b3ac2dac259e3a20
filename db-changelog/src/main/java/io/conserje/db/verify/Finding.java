package io.conserje.db.verify;

/**
 * A fault of a schema or of a login.
 *
 * @param object the faulty object, such as {@code table conserje.users}
 * @param problem what is wrong with the object; never the values of a row
 * @param remedy the SQL or the command that repairs it
 */
public record Finding(Area area, Severity severity, String object, String problem, String remedy) {

    /** The areas of a check. */
    public enum Area {
        /** Indexes that are missing, invalid or redundant. */
        INDEXES,
        /** Row level security, by the catalogue and by trial, and the keys that it rests on. */
        RLS,
        /** Privileges, which only the two roles may have. */
        GRANTS,
        /** Functions that a caller could change the meaning of. */
        FUNCTIONS,
        /** Extensions that are missing or in the wrong schema. */
        EXTENSIONS,
        /** Attributes of logins and roles. */
        ROLES
    }

    /** How serious a finding is. */
    public enum Severity {
        /** Hotels are not isolated, or the isolation is at risk. */
        ERROR,
        /** The schema is slower or poorer than it should be. */
        WARNING
    }

    /** Whether the remedy is to apply the change sets. */
    public boolean awaitsChangeSets() {
        return remedy.equals("./conserje db migrate");
    }
}
