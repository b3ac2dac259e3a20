/** HTTP in (webhooks, health, metrics) and out (Graph API), behind one factory: {@link io.conserje.http.HttpAdapters}. */
@NullMarked
package io.conserje.http;

import org.jspecify.annotations.NullMarked;
