/** Development without a real channel. */
@NullMarked
package io.conserje.http.dev;

import org.jspecify.annotations.NullMarked;
