package io.conserje.postgres.queue;

import io.conserje.application.messaging.LinesContract;

final class PostgresLinesTest implements PostgresMessagingStores, LinesContract {}
