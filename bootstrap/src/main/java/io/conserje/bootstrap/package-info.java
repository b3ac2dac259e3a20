/** The composition root: the library as one object to embed, and the service that is its first embedder. */
@NullMarked
package io.conserje.bootstrap;

import org.jspecify.annotations.NullMarked;
