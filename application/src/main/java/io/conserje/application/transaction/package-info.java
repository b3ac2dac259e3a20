/** Transactions of one tenant, for embedders and adapters. */
@NullMarked
package io.conserje.application.transaction;

import org.jspecify.annotations.NullMarked;
