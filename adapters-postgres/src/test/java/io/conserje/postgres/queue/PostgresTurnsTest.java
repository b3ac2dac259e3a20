package io.conserje.postgres.queue;

import io.conserje.application.messaging.TurnsContract;

final class PostgresTurnsTest implements PostgresMessagingStores, TurnsContract {}
