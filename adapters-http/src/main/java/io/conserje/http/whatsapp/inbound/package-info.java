/** Deliveries of WhatsApp's Cloud API. */
@NullMarked
package io.conserje.http.whatsapp.inbound;

import org.jspecify.annotations.NullMarked;
