/** Replies out, over WhatsApp's Graph API. */
@NullMarked
package io.conserje.http.whatsapp;

import org.jspecify.annotations.NullMarked;
