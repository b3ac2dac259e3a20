/** What operators do over HTTP, with a token. */
@NullMarked
package io.conserje.http.admin;

import org.jspecify.annotations.NullMarked;
