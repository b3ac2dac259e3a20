package io.conserje.postgres.queue;

import io.conserje.application.messaging.IntakeContract;

final class PostgresIntakeTest implements PostgresMessagingStores, IntakeContract {}
