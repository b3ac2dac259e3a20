package io.conserje.application.memory;

import io.conserje.application.messaging.OutboxContract;
import io.conserje.application.messaging.ScheduledMessagesContract;

final class InMemoryOutboxTest extends InMemoryMessagingStores implements OutboxContract, ScheduledMessagesContract {}
