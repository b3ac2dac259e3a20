/** Whether the service lives, whether it is ready, and its metrics. */
@NullMarked
package io.conserje.http.health;

import org.jspecify.annotations.NullMarked;
