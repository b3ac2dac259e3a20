/** What became of replies, and decisions about those that did not arrive. */
@NullMarked
package io.conserje.application.reply;

import org.jspecify.annotations.NullMarked;
