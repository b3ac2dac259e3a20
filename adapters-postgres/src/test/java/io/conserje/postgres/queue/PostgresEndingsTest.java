package io.conserje.postgres.queue;

import io.conserje.application.messaging.EndingsContract;

final class PostgresEndingsTest implements PostgresMessagingStores, EndingsContract {}
