/** What a guest and a hotel have said to each other so far. */
@NullMarked
package io.conserje.domain.session;

import org.jspecify.annotations.NullMarked;
