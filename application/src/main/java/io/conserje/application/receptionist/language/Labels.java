package io.conserje.application.receptionist.language;

/**
 * The titles of buttons, at most 20 characters each. A guest who taps one has said these words.
 *
 * @param rooms opens a list of rooms
 * @param confirm books the room that is held
 * @param cancel releases it
 */
public record Labels(String rooms, String confirm, String cancel) {}
