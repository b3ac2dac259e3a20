package io.conserje.postgres;

import io.conserje.application.messaging.InboxContract;

final class PostgresInboxTest implements PostgresMessagingStores, InboxContract {}
