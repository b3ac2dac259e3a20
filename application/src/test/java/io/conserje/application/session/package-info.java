/** The laws of the session port. */
@NullMarked
package io.conserje.application.session;

import org.jspecify.annotations.NullMarked;
