/** How stores fail, whatever they are made of. */
@NullMarked
package io.conserje.application.store;

import org.jspecify.annotations.NullMarked;
