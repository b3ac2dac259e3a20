/** Carries a hotel group's data from one database to another, and proves that both hold the same. */
@NullMarked
package io.conserje.db.transfer;

import org.jspecify.annotations.NullMarked;
