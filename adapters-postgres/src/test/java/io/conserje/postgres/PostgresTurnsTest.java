package io.conserje.postgres;

import io.conserje.application.messaging.TurnsContract;

final class PostgresTurnsTest implements PostgresMessagingStores, TurnsContract {}
