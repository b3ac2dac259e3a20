package io.conserje.postgres;

import io.conserje.application.messaging.RepliesContract;

final class PostgresRepliesTest implements PostgresMessagingStores, RepliesContract {}
