package io.conserje.application.pause;

import io.conserje.application.event.Listener;
import io.conserje.application.messaging.Turn;

/** Receives events of pauses and breakers, as this process sees them. */
public interface PauseListener extends Listener {

    /** Ignores every event. */
    PauseListener NONE = new PauseListener() {};

    /** Work was paused. */
    default void paused(Pause pause) {}

    /** A pause has ended: somebody resumed it, or its time is over. */
    default void resumed(Pause pause) {}

    /** The messages of a hotel wait, because they fail. */
    default void breakerOpened(Breaker breaker) {}

    /** The messages of a hotel do not wait any more. */
    default void breakerClosed(Breaker breaker) {}

    /** A message of a hotel whose messages wait was tried, and failed. No attempt is counted. */
    default void probeFailed(Turn turn, String reason) {}

    /**
     * A message was put aside: it failed while that is paused, or its hotel is not active. No attempt is counted.
     *
     * @param why the reason of the pause, or {@code tenant_inactive}
     */
    default void messageHeld(Turn turn, String why) {}
}
