/** Tests of the fan-out of events. */
@NullMarked
package io.conserje.application.event;

import org.jspecify.annotations.NullMarked;
