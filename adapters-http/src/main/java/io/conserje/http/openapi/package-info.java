/** The OpenAPI description of the routes. */
@NullMarked
package io.conserje.http.openapi;

import org.jspecify.annotations.NullMarked;
