/** Replies out, over WhatsApp's Graph API. */
@NullMarked
package io.conserje.http.whatsapp.outbound;

import org.jspecify.annotations.NullMarked;
