/** Checks servers from outside, and explains their failures. */
@NullMarked
package io.conserje.bootstrap.probe;

import org.jspecify.annotations.NullMarked;
