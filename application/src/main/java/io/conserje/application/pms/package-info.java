/** The hotel's property management system, as the application needs it. */
@NullMarked
package io.conserje.application.pms;

import org.jspecify.annotations.NullMarked;
