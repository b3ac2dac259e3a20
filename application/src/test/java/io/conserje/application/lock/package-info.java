/** The laws of the lock ports, and the tests of what is built on them. */
@NullMarked
package io.conserje.application.lock;

import org.jspecify.annotations.NullMarked;
