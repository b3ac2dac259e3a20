/** Backups of the database. */
@NullMarked
package io.conserje.application.backup;

import org.jspecify.annotations.NullMarked;
