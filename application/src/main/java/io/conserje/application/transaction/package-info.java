/** Units of work inside one tenant, for embedders and adapters; the use cases here do not need them. */
@NullMarked
package io.conserje.application.transaction;

import org.jspecify.annotations.NullMarked;
