/** Sessions, room holds and leases in Redis, through Redisson. {@link io.conserje.redis.RedisAdapters} creates them. */
@NullMarked
package io.conserje.redis;

import org.jspecify.annotations.NullMarked;
