package io.conserje.bootstrap.config;

/** The format of log lines. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** For collectors: one JSON object per line. */
    JSON
}
