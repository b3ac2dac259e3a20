package io.conserje.postgres;

import io.conserje.application.messaging.RetentionContract;

final class PostgresRetentionTest implements PostgresMessagingStores, RetentionContract {}
