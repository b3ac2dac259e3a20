/** Messages with which hotels write first, now or later. */
@NullMarked
package io.conserje.application.outbound;

import org.jspecify.annotations.NullMarked;
