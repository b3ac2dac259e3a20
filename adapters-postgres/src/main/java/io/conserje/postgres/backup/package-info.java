/** What the database knows of its backups. */
@NullMarked
package io.conserje.postgres.backup;

import org.jspecify.annotations.NullMarked;
