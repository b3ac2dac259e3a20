package io.conserje.bootstrap.cli;

/** The exit codes of the commands. */
final class ExitCode {

    static final int OK = 0;
    /** A check failed, or the command could not do its work. */
    static final int CHECK_FAILED = 1;
    /** An option or an argument is wrong. */
    static final int USAGE = 2;
    /** A server cannot be reached. */
    static final int CANNOT_REACH = 3;

    private ExitCode() {}
}
