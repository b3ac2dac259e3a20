package io.conserje.postgres.queue;

import io.conserje.application.messaging.QueueStatsContract;

final class PostgresQueueStatsTest implements PostgresMessagingStores, QueueStatsContract {}
