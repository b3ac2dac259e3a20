/** What a property management system knows: rooms, prices, what is free. */
@NullMarked
package io.conserje.domain.pms;

import org.jspecify.annotations.NullMarked;
