package io.conserje.postgres;

import io.conserje.application.messaging.DeadLettersContract;

final class PostgresDeadLettersTest implements PostgresMessagingStores, DeadLettersContract {}
