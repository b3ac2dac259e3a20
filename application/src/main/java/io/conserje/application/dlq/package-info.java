/** Dead letters: listing, redriving, discarding. */
@NullMarked
package io.conserje.application.dlq;

import org.jspecify.annotations.NullMarked;
