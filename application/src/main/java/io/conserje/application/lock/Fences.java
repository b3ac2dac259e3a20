package io.conserje.application.lock;

import io.conserje.domain.lock.ResourceId;
import java.util.Collection;
import java.util.List;

/**
 * The last fence that each resource of one hotel has seen, in the same transaction as the writes that fences protect: a
 * holder that slept past its end, while somebody newer came, is refused whatever it believes. Confined to its transaction.
 */
public interface Fences {

    /**
     * Shows a fence to all these resources, each of which remembers it. Locks them until the transaction ends.
     *
     * @return whether none of them has seen a higher one; if false, roll back
     */
    boolean admit(Collection<ResourceId> resources, long fence);

    /** Shows a fence to one resource. */
    default boolean admit(ResourceId resource, long fence) {
        return admit(List.of(resource), fence);
    }
}
