package io.conserje.application.tenancy;

/** Told what tenancy does, for metrics and logs. Must be thread-safe, quick, and throw nothing. */
public interface TenancyListener {

    /** Hears nothing. */
    TenancyListener NONE = resolution -> {};

    void resolved(Resolution resolution);
}
