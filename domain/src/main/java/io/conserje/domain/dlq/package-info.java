/** Failed attempts, retry policies and dead letters. */
@NullMarked
package io.conserje.domain.dlq;

import org.jspecify.annotations.NullMarked;
