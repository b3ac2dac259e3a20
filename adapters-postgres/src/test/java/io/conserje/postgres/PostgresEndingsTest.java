package io.conserje.postgres;

import io.conserje.application.messaging.EndingsContract;

final class PostgresEndingsTest implements PostgresMessagingStores, EndingsContract {}
