package io.conserje.library.work;

import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import java.time.Duration;
import java.util.List;
import org.slf4j.MDC;

/** Sends recorded replies. */
public record ReplyWork(Replies replies, DeliverReply delivery) implements Work<OutboundReply> {

    @Override
    public String name() {
        return "replies";
    }

    @Override
    public List<OutboundReply> claim(int max, Duration lease) {
        return replies.claim(max, lease);
    }

    @Override
    public void perform(OutboundReply reply) {
        try (var tenant = MDC.putCloseable("tenant", reply.tenant().value())) {
            delivery.deliver(reply);
        }
    }

    @Override
    public void renew(OutboundReply reply, Duration lease) {
        replies.renew(reply, lease);
    }

    @Override
    public void release(OutboundReply reply) {
        replies.release(reply);
    }
}
