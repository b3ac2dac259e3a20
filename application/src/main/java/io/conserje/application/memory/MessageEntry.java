package io.conserje.application.memory;

import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.messaging.InboundMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An accepted message, with its progress and failed attempts. */
final class MessageEntry {

    /** Without its raw form. */
    final InboundMessage message;

    final Instant receivedAt;
    final List<FailedAttempt> attempts = new ArrayList<>();
    Progress progress = Progress.PENDING;
    Instant endedAt = Instant.MAX;
    int redrives;

    @Nullable
    String raw;

    MessageEntry(InboundMessage message, Instant receivedAt) {
        this.message = message.with(message.context(), null);
        this.raw = message.raw();
        this.receivedAt = receivedAt;
    }

    void end(Progress how, Instant now) {
        progress = how;
        endedAt = now;
    }

    void beginAgain() {
        progress = Progress.PENDING;
        endedAt = Instant.MAX;
        redrives++;
    }
}
