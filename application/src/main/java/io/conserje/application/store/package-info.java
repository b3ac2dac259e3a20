/** The failures that every kind of store shares. */
@NullMarked
package io.conserje.application.store;

import org.jspecify.annotations.NullMarked;
