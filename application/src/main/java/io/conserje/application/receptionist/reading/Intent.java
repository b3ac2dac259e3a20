package io.conserje.application.receptionist.reading;

/**
 * What a guest wants. To add one, name it here, give it a {@link Term} and recognize it in {@link Request}; the
 * compiler then asks for its answer.
 */
public enum Intent {
    /** To talk to a person. */
    HAND_OVER,
    /** To know the opening hours of the desk. */
    HOURS,
    /** To know which rooms are free and what they cost. */
    AVAILABILITY,
    /** To be asked for other dates than the ones before. */
    OTHER_DATES,
    /** To leave. */
    FAREWELL,
    /** To thank, or to agree. */
    THANKS,
    /** To say hello. */
    GREETING,
    /** To know what the receptionist can do. */
    MENU,
    /** Nothing that is understood. */
    UNKNOWN
}
