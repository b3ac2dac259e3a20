/** Tests of what people read: links, commands and prose. */
@NullMarked
package io.conserje.documentation;

import org.jspecify.annotations.NullMarked;
