package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/** All hotels and their identifiers, for reading. Thread-safe. */
public interface TenantDirectory {

    /** The hotel with this id, active or not. */
    Optional<Tenant> find(TenantId id);

    /** The hotel to which the identifier is assigned, active or not. */
    Optional<Tenant> findBy(Identifier identifier);

    /** The identifiers of a hotel, ordered by channel, kind and value; empty for an unknown hotel. */
    List<Identifier> identifiersOf(TenantId id);

    /** All hotels, ordered by id. */
    List<Tenant> all();
}
