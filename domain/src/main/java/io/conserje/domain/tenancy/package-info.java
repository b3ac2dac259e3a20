/** Hotels: who they are, how they are found, and when they answer. */
@NullMarked
package io.conserje.domain.tenancy;

import org.jspecify.annotations.NullMarked;
