/** Tests of what all stores share. */
@NullMarked
package io.conserje.application.store;

import org.jspecify.annotations.NullMarked;
