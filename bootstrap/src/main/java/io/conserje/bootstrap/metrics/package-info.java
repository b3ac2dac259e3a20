/** What is counted and measured, under the names that dashboards know. */
@NullMarked
package io.conserje.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
