package io.conserje.postgres.queue;

import io.conserje.application.messaging.ReplyRecordsContract;

final class PostgresReplyRecordsTest implements PostgresMessagingStores, ReplyRecordsContract {}
