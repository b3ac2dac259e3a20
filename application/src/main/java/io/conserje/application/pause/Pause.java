package io.conserje.application.pause;

import io.conserje.domain.dlq.Warrant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that an operator has paused.
 *
 * @param warrant who paused it, and why
 * @param until when it ends by itself, by the store's clock; null if somebody must resume it
 */
public record Pause(
        PauseScope scope,
        Warrant warrant,
        Instant since,
        @Nullable Instant until) {}
