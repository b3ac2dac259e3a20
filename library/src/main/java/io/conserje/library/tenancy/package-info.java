/** Hotels that are remembered for up to a second, and phone numbers in one spelling. */
@NullMarked
package io.conserje.library.tenancy;

import org.jspecify.annotations.NullMarked;
