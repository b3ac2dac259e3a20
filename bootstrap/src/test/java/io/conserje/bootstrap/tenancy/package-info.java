/** What is remembered of hotels, and for how long. */
@NullMarked
package io.conserje.bootstrap.tenancy;

import org.jspecify.annotations.NullMarked;
