/** Failure as data: attempts, and what to do after one. */
@NullMarked
package io.conserje.domain.dlq;

import org.jspecify.annotations.NullMarked;
