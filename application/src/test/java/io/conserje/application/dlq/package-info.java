/** What is promised about dead letters, beyond the contract of their store. */
@NullMarked
package io.conserje.application.dlq;

import org.jspecify.annotations.NullMarked;
