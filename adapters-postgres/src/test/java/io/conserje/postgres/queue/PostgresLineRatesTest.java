package io.conserje.postgres.queue;

import io.conserje.application.messaging.LineRates;
import io.conserje.application.messaging.LineRatesContract;
import io.conserje.application.tenancy.Actor;

final class PostgresLineRatesTest implements PostgresMessagingStores, LineRatesContract {

    @Override
    public LineRates lineRates() {
        return DATABASE.adapters().lineRates(Actor.LIBRARY);
    }
}
