/**
 * Reads what a message asks for: its words, days, stays, counts and wishes. The algorithms know no language: a
 * {@link io.conserje.application.receptionist.reading.Lexicon} brings the words.
 */
@NullMarked
package io.conserje.application.receptionist.reading;

import org.jspecify.annotations.NullMarked;
