/** How features add routes, and the correlation id and route of a request. */
@NullMarked
package io.conserje.http.routing;

import org.jspecify.annotations.NullMarked;
