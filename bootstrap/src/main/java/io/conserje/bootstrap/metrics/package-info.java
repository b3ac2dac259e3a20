/** The metrics of the service, in Prometheus's text format. */
@NullMarked
package io.conserje.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
