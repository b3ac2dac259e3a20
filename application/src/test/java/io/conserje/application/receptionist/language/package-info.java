/** The languages, and how a further one is added. */
@NullMarked
package io.conserje.application.receptionist.language;

import org.jspecify.annotations.NullMarked;
