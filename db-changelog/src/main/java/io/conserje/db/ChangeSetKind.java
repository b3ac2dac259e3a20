package io.conserje.db;

/** Whether older processes can go on working on a database that has a change set. */
public enum ChangeSetKind {

    /** The change set is older than 0017 and does not say. */
    UNSTATED,

    /** It only adds. Processes of the version before work on. */
    EXPAND,

    /** It takes away or changes what older processes use. They must have stopped before it is applied. */
    CONTRACT
}
