package io.conserje.application.receptionist;

/**
 * What a guest wants. To add one: name it here, say in {@link Request} by which words it is known, put what it answers
 * into {@link Phrases}, and act on it in {@link Receptionist}; the compiler asks for the last two.
 */
enum Intent {
    /** To talk to a person. */
    HAND_OVER,
    /** To know when somebody is at the desk. */
    HOURS,
    /** To know what rooms are free and what they cost. */
    AVAILABILITY,
    /** To be asked for dates, whatever dates were spoken of before. */
    OTHER_DATES,
    /** To leave. */
    FAREWELL,
    /** To thank, or to say that all is well. */
    THANKS,
    /** To say hello, and nothing else that is understood. */
    GREETING,
    /** To know what can be asked here. */
    MENU,
    /** Nothing that is understood. */
    UNKNOWN
}
