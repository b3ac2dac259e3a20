/** The laws of units of work. */
@NullMarked
package io.conserje.application.transaction;

import org.jspecify.annotations.NullMarked;
