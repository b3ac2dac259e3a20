/** Holds of rooms, leases of keys, fences, and the audit. */
@NullMarked
package io.conserje.application.lock;

import org.jspecify.annotations.NullMarked;
