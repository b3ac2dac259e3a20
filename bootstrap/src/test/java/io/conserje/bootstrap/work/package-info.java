@NullMarked
package io.conserje.bootstrap.work;

import org.jspecify.annotations.NullMarked;
