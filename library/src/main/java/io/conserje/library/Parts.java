package io.conserje.library;

import io.conserje.application.pms.Bookings;
import io.conserje.application.tenancy.TenantDirectory;

/** The parts of an instance that a handler may need. See {@link Conserje.Builder#handlerFrom}. */
public record Parts(TenantDirectory tenants, Locks locks, Bookings bookings) {}
