package io.conserje.application.event;

/**
 * Receives events, for metrics, logs and the like. Each feature declares its events in an interface that extends this
 * one. A class may implement several of them.
 *
 * <p>Implementations must be thread-safe and must return within microseconds, because the work that is reported waits
 * for them. An exception from a listener is logged by {@link FanOut} and changes nothing else.
 */
public interface Listener {}
