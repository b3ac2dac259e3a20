package io.conserje.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change set, and whether it is applied to a database.
 *
 * @param appliedAt when it was applied, to the second; null if it is not applied
 * @param losesData whether applying it deletes data of hotels
 * @param oldestProcess the lowest epoch that processes need after it; 0 if it does not change that
 */
public record ChangeSetState(
        String id,
        boolean applied,
        @Nullable Instant appliedAt,
        ChangeSetKind kind,
        boolean losesData,
        int oldestProcess) {}
