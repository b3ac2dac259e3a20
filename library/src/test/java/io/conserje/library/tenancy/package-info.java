/** What is remembered of hotels, and for how long. */
@NullMarked
package io.conserje.library.tenancy;

import org.jspecify.annotations.NullMarked;
