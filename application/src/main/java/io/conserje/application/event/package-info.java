/** Events of every feature: how they are reported, and how one event reaches many listeners. */
@NullMarked
package io.conserje.application.event;

import org.jspecify.annotations.NullMarked;
