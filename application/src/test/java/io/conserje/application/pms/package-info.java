/** The laws of property management systems, and the made-up one under them. */
@NullMarked
package io.conserje.application.pms;

import org.jspecify.annotations.NullMarked;
