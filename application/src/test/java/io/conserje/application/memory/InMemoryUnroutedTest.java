package io.conserje.application.memory;

import io.conserje.application.messaging.UnroutedContract;

final class InMemoryUnroutedTest extends InMemoryMessagingStores implements UnroutedContract {}
