/** Real servers for the tests of this adapter and of its embedders. */
@NullMarked
package io.conserje.postgres.testing;

import org.jspecify.annotations.NullMarked;
