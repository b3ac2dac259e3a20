/** The routes of operators, who need the admin token. */
@NullMarked
package io.conserje.http.admin;

import org.jspecify.annotations.NullMarked;
