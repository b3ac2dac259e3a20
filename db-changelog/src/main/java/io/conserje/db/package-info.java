/** The change sets of schema {@code conserje}, and the one class that applies them. */
@NullMarked
package io.conserje.db;

import org.jspecify.annotations.NullMarked;
