package io.conserje.application.memory;

import io.conserje.application.messaging.Inbox.Progress;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.messaging.InboundMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An accepted message, with its progress and failed attempts. */
final class MessageEntry {

    final InboundMessage message;
    final Instant receivedAt;
    final List<FailedAttempt> attempts = new ArrayList<>();
    Progress progress = Progress.PENDING;
    Instant endedAt = Instant.MAX;
    int redrives;

    MessageEntry(InboundMessage message, Instant receivedAt) {
        this.message = message;
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
