/** The Redis adapters on a real server. */
@NullMarked
package io.conserje.redis;

import org.jspecify.annotations.NullMarked;
