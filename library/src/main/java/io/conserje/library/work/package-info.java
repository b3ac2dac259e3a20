/** Threads that claim work under a lease, do it, renew the lease meanwhile, and release what they do not start. */
@NullMarked
package io.conserje.library.work;

import org.jspecify.annotations.NullMarked;
