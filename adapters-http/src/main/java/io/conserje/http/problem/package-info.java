/** How requests are refused: RFC 9457 problem details. */
@NullMarked
package io.conserje.http.problem;

import org.jspecify.annotations.NullMarked;
