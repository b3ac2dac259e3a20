package io.conserje.application.lock;

import io.conserje.domain.lock.ResourceId;
import java.util.Collection;
import java.util.List;

/**
 * The highest fence that each resource of one hotel has admitted. A former holder that still believes in its lease is
 * refused once a newer holder has shown its fence. Admit a fence in the same transaction as the writes that it
 * protects. Belongs to its transaction.
 */
public interface Fences {

    /**
     * Admits a fence for these resources and records it. The resources stay locked until the transaction ends.
     *
     * @return whether none of them has admitted a higher fence. If false, roll back
     */
    boolean admit(Collection<ResourceId> resources, long fence);

    /** Admits a fence for one resource. */
    default boolean admit(ResourceId resource, long fence) {
        return admit(List.of(resource), fence);
    }
}
