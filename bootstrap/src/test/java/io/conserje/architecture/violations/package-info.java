/** A project that breaks every rule, so that the rules are seen to bite. */
@NullMarked
package io.conserje.architecture.violations;

import org.jspecify.annotations.NullMarked;
