/** Stores that live and die with the process: the doubles of the use cases' tests, and the smallest installation. */
@NullMarked
package io.conserje.application.memory;

import org.jspecify.annotations.NullMarked;
