package io.conserje.postgres.queue;

import io.conserje.application.messaging.ReplyStatusesContract;

final class PostgresReplyStatusesTest implements PostgresMessagingStores, ReplyStatusesContract {}
