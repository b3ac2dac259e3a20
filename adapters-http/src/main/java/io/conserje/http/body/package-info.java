/** Reads the bodies of requests from unknown senders, in bounded memory and time. */
@NullMarked
package io.conserje.http.body;

import org.jspecify.annotations.NullMarked;
