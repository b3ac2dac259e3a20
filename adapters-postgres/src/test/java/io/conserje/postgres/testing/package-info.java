/** What the tests of this adapter, and of those that embed it, need of a real server. */
@NullMarked
package io.conserje.postgres.testing;

import org.jspecify.annotations.NullMarked;
