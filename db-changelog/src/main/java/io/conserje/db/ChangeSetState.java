package io.conserje.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change set, and whether it is applied to a database.
 *
 * @param appliedAt when it was applied, to the second; null if it is not applied
 */
public record ChangeSetState(
        String id, boolean applied, @Nullable Instant appliedAt) {}
