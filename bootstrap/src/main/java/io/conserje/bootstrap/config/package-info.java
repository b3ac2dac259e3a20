/** The settings: read once, checked as a whole, their secrets hidden. */
@NullMarked
package io.conserje.bootstrap.config;

import org.jspecify.annotations.NullMarked;
