/** Reads and writes JSON, with a limit of depth. */
@NullMarked
package io.conserje.http.json;

import org.jspecify.annotations.NullMarked;
