/** Tests of the cached directory and of phone numbers. */
@NullMarked
package io.conserje.library.tenancy;

import org.jspecify.annotations.NullMarked;
