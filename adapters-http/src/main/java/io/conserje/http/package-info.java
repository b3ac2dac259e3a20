/** The HTTP server, and the clients that send replies. {@link io.conserje.http.HttpAdapters} creates both. */
@NullMarked
package io.conserje.http;

import org.jspecify.annotations.NullMarked;
