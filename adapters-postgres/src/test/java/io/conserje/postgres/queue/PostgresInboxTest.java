package io.conserje.postgres.queue;

import io.conserje.application.messaging.InboxContract;

final class PostgresInboxTest implements PostgresMessagingStores, InboxContract {}
