/** What the service is told by its environment: read once, checked as a whole, secrets kept from view. */
@NullMarked
package io.conserje.bootstrap.config;

import org.jspecify.annotations.NullMarked;
