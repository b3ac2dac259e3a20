package io.conserje.postgres.queue;

import io.conserje.application.messaging.UnroutedContract;

final class PostgresUnroutedTest implements PostgresMessagingStores, UnroutedContract {}
