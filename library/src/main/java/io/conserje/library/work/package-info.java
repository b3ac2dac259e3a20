/** Threads that take work under a lease, renew it while it runs, and give it back at the end. */
@NullMarked
package io.conserje.library.work;

import org.jspecify.annotations.NullMarked;
