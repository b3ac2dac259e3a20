package io.conserje.postgres;

import io.conserje.application.messaging.IntakeContract;

final class PostgresIntakeTest implements PostgresMessagingStores, IntakeContract {}
