/** What a developer sees instead of a real channel. */
@NullMarked
package io.conserje.http.dev;

import org.jspecify.annotations.NullMarked;
