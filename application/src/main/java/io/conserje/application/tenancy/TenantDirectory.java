package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/** The hotels and what they are known by, across tenants; for reading. Thread-safe. */
public interface TenantDirectory {

    /** The hotel of that name, active or not. */
    Optional<Tenant> find(TenantId id);

    /** The hotel to which the identifier is assigned, active or not. */
    Optional<Tenant> findBy(Identifier identifier);

    /** What is assigned to a hotel, by channel, kind and value; empty for an unknown hotel. */
    List<Identifier> identifiersOf(TenantId id);

    /** Every hotel, by id. */
    List<Tenant> all();
}
