package io.conserje.application.memory;

import io.conserje.application.messaging.LinesContract;
import io.conserje.application.messaging.RepliesContract;
import io.conserje.application.messaging.ReplyRecordsContract;
import io.conserje.application.messaging.ReplyStatusesContract;

final class InMemoryOutgoingTest extends InMemoryMessagingStores
        implements RepliesContract, LinesContract, ReplyRecordsContract, ReplyStatusesContract {}
