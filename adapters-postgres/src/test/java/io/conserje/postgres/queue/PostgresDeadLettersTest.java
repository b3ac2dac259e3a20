package io.conserje.postgres.queue;

import io.conserje.application.messaging.DeadLettersContract;

final class PostgresDeadLettersTest implements PostgresMessagingStores, DeadLettersContract {}
