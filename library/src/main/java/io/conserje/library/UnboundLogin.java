package io.conserje.library;

/** What an instance does under a login that row level security does not bind, such as a superuser. */
public enum UnboundLogin {
    /** The instance is not built. */
    REFUSE,
    /** The log warns. For development. */
    WARN,
    /** The login is not looked at, because the host has done it. */
    ALLOW
}
