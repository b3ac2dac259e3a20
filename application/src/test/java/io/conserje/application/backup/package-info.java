/** The contract of what is known of backups. */
@NullMarked
package io.conserje.application.backup;

import org.jspecify.annotations.NullMarked;
