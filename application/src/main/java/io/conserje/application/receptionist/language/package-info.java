/**
 * The languages in which guests are understood and answered. To add one, write its {@code Lexicon} and its
 * {@code Phrases} here and register it in {@link io.conserje.application.receptionist.language.Languages#ALL}.
 */
@NullMarked
package io.conserje.application.receptionist.language;

import org.jspecify.annotations.NullMarked;
