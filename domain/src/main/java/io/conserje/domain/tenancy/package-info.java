/** Hotels, their channels and identifiers, and their opening hours. */
@NullMarked
package io.conserje.domain.tenancy;

import org.jspecify.annotations.NullMarked;
