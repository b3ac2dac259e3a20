package io.conserje.postgres;

import io.conserje.application.messaging.QueueStatsContract;

final class PostgresQueueStatsTest implements PostgresMessagingStores, QueueStatsContract {}
