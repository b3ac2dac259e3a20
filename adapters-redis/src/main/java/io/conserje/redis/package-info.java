/** Sessions on Redis, or on what speaks its protocol, through Redisson; {@link io.conserje.redis.RedisAdapters} makes them. */
@NullMarked
package io.conserje.redis;

import org.jspecify.annotations.NullMarked;
