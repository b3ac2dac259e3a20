package io.conserje.postgres.queue;

import io.conserje.application.messaging.RetentionContract;

final class PostgresRetentionTest implements PostgresMessagingStores, RetentionContract {}
