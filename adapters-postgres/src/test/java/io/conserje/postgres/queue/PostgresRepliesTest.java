package io.conserje.postgres.queue;

import io.conserje.application.messaging.RepliesContract;

final class PostgresRepliesTest implements PostgresMessagingStores, RepliesContract {}
