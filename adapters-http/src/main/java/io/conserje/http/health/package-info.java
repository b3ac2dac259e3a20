/** Liveness, readiness and metrics. */
@NullMarked
package io.conserje.http.health;

import org.jspecify.annotations.NullMarked;
