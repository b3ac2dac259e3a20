/** The description of the routes, for machines and people. */
@NullMarked
package io.conserje.http.openapi;

import org.jspecify.annotations.NullMarked;
