package io.conserje.postgres.queue;

import io.conserje.application.pause.PausesContract;

final class PostgresPausesTest implements PostgresMessagingStores, PausesContract {}
