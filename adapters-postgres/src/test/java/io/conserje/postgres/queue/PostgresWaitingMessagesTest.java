package io.conserje.postgres.queue;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessagesContract;

final class PostgresWaitingMessagesTest implements PostgresMessagingStores, WaitingMessagesContract {

    @Override
    public WaitingMessages waiting() {
        return DATABASE.adapters().waitingMessages();
    }
}
