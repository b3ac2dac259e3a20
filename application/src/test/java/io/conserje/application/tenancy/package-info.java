/** The laws of the tenancy ports, and how a message finds its hotel. */
@NullMarked
package io.conserje.application.tenancy;

import org.jspecify.annotations.NullMarked;
