/** Remembering guests between messages. */
@NullMarked
package io.conserje.application.session;

import org.jspecify.annotations.NullMarked;
