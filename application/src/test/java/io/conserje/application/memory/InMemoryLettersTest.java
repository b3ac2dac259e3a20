package io.conserje.application.memory;

import io.conserje.application.messaging.DeadLettersContract;

final class InMemoryLettersTest extends InMemoryMessagingStores implements DeadLettersContract {}
