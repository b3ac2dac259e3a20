/** What becomes of what channels report about replies. */
@NullMarked
package io.conserje.application.reply;

import org.jspecify.annotations.NullMarked;
