package io.conserje.postgres.queue;

import io.conserje.application.messaging.ScheduledMessagesContract;

final class PostgresScheduledMessagesTest implements PostgresMessagingStores, ScheduledMessagesContract {}
