/** What the features share: how routes are added, and what is known of a request. */
@NullMarked
package io.conserje.http.routing;

import org.jspecify.annotations.NullMarked;
