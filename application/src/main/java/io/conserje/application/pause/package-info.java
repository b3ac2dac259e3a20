/** Work that waits: because an operator paused it, or because a hotel's handlers fail. */
@NullMarked
package io.conserje.application.pause;

import org.jspecify.annotations.NullMarked;
