/** Tests of the meters on a registry of Micrometer's own. */
@NullMarked
package io.conserje.metrics;

import org.jspecify.annotations.NullMarked;
