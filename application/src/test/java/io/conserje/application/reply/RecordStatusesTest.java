package io.conserje.application.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.Turn;
import io.conserje.application.process.Closure;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.reply.ReplyStatus.Word;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RecordStatusesTest {

    private static final HotelLine LINE = Fresh.line(Channel.WHATSAPP, "106540352242922");
    private static final HotelLine OTHER = Fresh.line(Channel.WHATSAPP, "206540352242922");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);
    private final List<String> heard = new ArrayList<>();
    private final GuestRef guest = Fresh.guest();
    private final Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
    private final RecordStatuses recording = recording(Gate.alwaysOpen());

    /** Writes down what it is told, a line each. */
    private final class Heard implements ReplyListener {

        @Override
        public void replyReported(
                TenantId tenant,
                String status,
                @Nullable HotelLine line,
                @Nullable Integer code,
                @Nullable String title) {
            heard.add(status + " " + (line == null ? "no line" : line.value()) + " " + code + " " + title);
        }

        @Override
        public void reportsUnmatched(int reports) {
            heard.add("unmatched " + reports);
        }
    }

    private RecordStatuses recording(Gate gate) {
        return new RecordStatuses(
                messages.replyStatuses(),
                new ResolveTenant(tenants, ResolveTenant.Mode.STRICT, TenancyListener.NONE),
                PhoneNumbers.PLAIN,
                new Heard(),
                gate);
    }

    @BeforeEach
    void openTheHotel() {
        tenants.register(hotel);
        tenants.assign(hotel.id(), LINE.identifier());
    }

    @Test
    void noReportIsNothing() {
        recording.record(List.of());
        assertThat(heard).isEmpty();
    }

    @Test
    void tellsWhatChangedInTheHotelOfTheLine() {
        sent("wamid.1");
        recording.record(List.of(report("wamid.1", Word.DELIVERED, LINE), report("wamid.1", Word.DELIVERED, LINE)));
        recording.record(List.of(
                new ReplyStatus(Channel.WHATSAPP, "wamid.1", Word.FAILED, 131_042, "Payment issue", LINE, null)));
        assertThat(heard).containsExactly("delivered 106540352242922 null null");
    }

    @Test
    void tellsTheCodeOfAFailure() {
        sent("wamid.1");
        recording.record(List.of(
                new ReplyStatus(Channel.WHATSAPP, "wamid.1", Word.FAILED, 131_042, "Payment issue", LINE, null)));
        assertThat(heard).containsExactly("failed 106540352242922 131042 Payment issue");
    }

    @Test
    void aReportWithoutALineBelongsToTheHotelOfTheGuest() {
        tenants.assign(hotel.id(), guest.identifier());
        sent("wamid.1");
        recording.record(List.of(new ReplyStatus(Channel.WHATSAPP, "wamid.1", Word.READ, null, null, null, guest)));
        assertThat(heard).containsExactly("read 106540352242922 null null");
    }

    @Test
    void thatTheChannelTookAReplyChangesNothing() {
        recording.record(List.of(report("wamid.1", Word.SENT, LINE)));
        clock.advance(RecordStatuses.PATIENCE);
        recording.settleWaiting();
        assertThat(heard).containsExactly("sent 106540352242922 null null");
    }

    @Test
    void countsReportsThatNoHotelHas() {
        recording.record(List.of(
                report("wamid.1", Word.READ, OTHER),
                new ReplyStatus(Channel.WHATSAPP, "wamid.2", Word.READ, null, null, null, null)));
        assertThat(heard).containsExactly("unmatched 2");
    }

    @Test
    void aReportWaitsForItsReplyButNotForEver() {
        recording.record(List.of(report("wamid.1", Word.DELIVERED, LINE), report("wamid.lost", Word.READ, LINE)));
        assertThat(heard).isEmpty();
        sent("wamid.1");
        recording.settleWaiting();
        assertThat(heard).containsExactly("delivered 106540352242922 null null");
        clock.advance(RecordStatuses.PATIENCE);
        recording.settleWaiting();
        assertThat(heard).endsWith("unmatched 1").hasSize(2);
    }

    @Test
    void recordsNothingOfADeliveryForAClosedHotel() {
        sent("wamid.1");
        Tenant closed = Tenant.named(Fresh.tenant(), "Closed");
        tenants.register(closed);
        tenants.assign(closed.id(), OTHER.identifier());
        InMemory.OwnDatabase database = InMemory.ownDatabase(clock);
        database.close(new Closure(closed.id(), Closure.Kind.FROZEN, "moves", Instant.EPOCH));
        RecordStatuses gated = recording(new Gate(database, 1, 1, GateListener.NONE));
        assertThatThrownBy(() ->
                        gated.record(List.of(report("wamid.1", Word.READ, LINE), report("wamid.2", Word.READ, OTHER))))
                .isInstanceOf(DatabaseClosedException.class);
        assertThat(heard).isEmpty();
    }

    private static ReplyStatus report(String id, Word word, HotelLine line) {
        return new ReplyStatus(Channel.WHATSAPP, id, word, null, null, line, null);
    }

    /** A reply of the hotel that the channel took under this id. */
    private void sent(String providerId) {
        messages.inboxes().apply(hotel.id()).accept(List.of(Fresh.message(guest)));
        Turn turn = messages.turns().claim(1, LEASE).getFirst();
        messages.turns().finish(turn, List.of(new Reply("Hola")));
        OutboundReply reply = messages.replies().claim(1, LEASE).getFirst();
        messages.replies().sent(reply, providerId);
    }
}
