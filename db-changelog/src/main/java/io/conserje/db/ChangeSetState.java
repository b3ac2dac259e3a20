package io.conserje.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change set and whether a database has it.
 *
 * @param appliedAt when it was applied, to the second; null if it was not
 */
public record ChangeSetState(
        String id, boolean applied, @Nullable Instant appliedAt) {}
