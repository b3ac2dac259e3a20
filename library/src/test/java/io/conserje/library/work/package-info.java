@NullMarked
package io.conserje.library.work;

import org.jspecify.annotations.NullMarked;
