/** What guests send and what they are answered. */
@NullMarked
package io.conserje.domain.messaging;

import org.jspecify.annotations.NullMarked;
