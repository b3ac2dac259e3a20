package io.conserje.application.memory;

import io.conserje.application.pause.PausesContract;

final class InMemoryPausesTest extends InMemoryMessagingStores implements PausesContract {}
