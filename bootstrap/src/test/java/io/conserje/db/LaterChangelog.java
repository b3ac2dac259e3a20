package io.conserje.db;

import javax.sql.DataSource;

/** The change sets of a later version. The last one deletes data, and processes of this version are too old for it. */
public final class LaterChangelog {

    private LaterChangelog() {}

    public static Changelog of(DataSource owner, MigrationListener listener) {
        return new Changelog(owner, "io/conserje/db/later/changelog.xml", listener, Patience.DEFAULT);
    }
}
