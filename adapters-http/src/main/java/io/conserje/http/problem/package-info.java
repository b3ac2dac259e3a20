/** Answers to failed requests: problem details of RFC 9457. */
@NullMarked
package io.conserje.http.problem;

import org.jspecify.annotations.NullMarked;
