package io.conserje.postgres.queue;

import io.conserje.application.messaging.OutboxContract;

final class PostgresOutboxTest implements PostgresMessagingStores, OutboxContract {}
