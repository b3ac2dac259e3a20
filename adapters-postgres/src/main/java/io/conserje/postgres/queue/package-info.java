/**
 * Guests' queues, replies and dead letters. {@link io.conserje.postgres.queue.GuestQueues} owns the statements that
 * change a guest's queue.
 */
@NullMarked
package io.conserje.postgres.queue;

import org.jspecify.annotations.NullMarked;
