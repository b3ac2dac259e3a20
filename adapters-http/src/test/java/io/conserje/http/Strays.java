package io.conserje.http;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.RouteUnrouted;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.messaging.Unrouted.Group;
import io.conserje.application.messaging.Unrouted.Stray;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.process.Gate;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.tenancy.Channel;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages without a hotel: of a line that nobody has, and of none. */
final class Strays {

    static final String LINE = "100000000000077";

    /** The id of parts that cannot be read. */
    static final String UNREADABLE =
            new Group(Channel.WHATSAPP, null, null, true, 1, RunningServer.NOW, RunningServer.NOW).id();

    private final InMemory.Messages store = InMemory.messages(InstantSource.fixed(RunningServer.NOW), UUID::randomUUID);
    private final InMemory.Tenants tenants;

    Strays(InMemory.Tenants tenants) {
        this.tenants = tenants;
        store.unrouted().keep(List.of(stray(LINE, "uno"), stray(LINE, "dos"), stray(null, "tres")));
        store.unrouted()
                .keepUnreadable(List.of(new Unreadable(
                        Channel.WHATSAPP, Fresh.providerId(), null, "entry[0].changes[1]", "{\"secret\": 1}")));
    }

    private static Stray stray(@Nullable String line, String text) {
        return new Stray(
                new InboundMessage(
                        Fresh.providerId(),
                        Fresh.guest(),
                        line == null ? null : HotelLine.stored(Channel.WHATSAPP, line),
                        new MessageContent.Text(text),
                        RunningServer.NOW),
                null);
    }

    /** The id of the messages of the line, or of those without one. */
    String id(boolean withLine) {
        return store.unrouted().groups().stream()
                .filter(group -> withLine == (group.line() != null) && !group.unreadable())
                .map(Unrouted.Group::id)
                .findFirst()
                .orElse("gone");
    }

    long pending() {
        return store.stats().read().pending();
    }

    RouteUnrouted routing() {
        return new RouteUnrouted(store.unrouted(), tenants, tenants::on, MessagingListener.NONE, Gate.alwaysOpen());
    }
}
