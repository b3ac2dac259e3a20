/** JSON in and out, with bounds. */
@NullMarked
package io.conserje.http.json;

import org.jspecify.annotations.NullMarked;
