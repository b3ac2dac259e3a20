/** Deliveries of WhatsApp's Cloud API. */
@NullMarked
package io.conserje.http.webhook;

import org.jspecify.annotations.NullMarked;
