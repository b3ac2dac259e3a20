/** Room holds, leases, fences and their audit. */
@NullMarked
package io.conserje.postgres.lock;

import org.jspecify.annotations.NullMarked;
