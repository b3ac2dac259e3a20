package io.conserje.bootstrap.cli;

/** What a command's end tells the shell. */
final class ExitCode {

    static final int OK = 0;
    /** What was looked at is not as it should be. */
    static final int CHECK_FAILED = 1;
    /** The command was not given what it needs. */
    static final int USAGE = 2;
    /** A server cannot be reached. */
    static final int CANNOT_REACH = 3;

    private ExitCode() {}
}
