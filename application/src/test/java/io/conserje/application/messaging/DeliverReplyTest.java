package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeliverReplyTest {

    private static final HotelLine LINE = Fresh.line(Channel.WHATSAPP, "106540352242922");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final RetryPolicy POLICY = new RetryPolicy(1, new Backoff(PAUSE, Duration.ofHours(1), 0));
    private static final Delivery EXPIRED = new Delivery.Held(Fix.RENEW_TOKEN, "graph 190: expired", null);
    private static final Delivery SENT = new Delivery.Sent("wamid.out");
    private static final Delivery LATER = new Delivery.RetryLater("channel_busy", Duration.ZERO);

    private final SettableClock clock = new SettableClock();
    private final InMemory.Tenants tenants = InMemory.tenants();
    private final InMemory.Messages messages = InMemory.messages(clock, UUID::randomUUID);
    private final Heard heard = new Heard();
    private final Tenant hotel = Tenant.named(Fresh.tenant(), "Hotel");
    private final List<OutboundReply> sent = new ArrayList<>();
    private final List<HeldLine> held = new ArrayList<>();
    private final List<HeldLine> freed = new ArrayList<>();
    private final HeldLines lines = new HeldLines(messages.lines(), clock, Duration.ofMinutes(1), new ReplyListener() {
        @Override
        public void lineHeld(HeldLine line) {
            held.add(line);
        }

        @Override
        public void lineFreed(HeldLine line) {
            freed.add(line);
        }
    });
    private Duration limit = DeliverReply.LIMIT;

    @BeforeEach
    void openTheHotel() {
        tenants.register(hotel);
    }

    @Test
    void recordsAnAcceptedReplyAsSent() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent).singleElement().extracting(OutboundReply::line).isEqualTo(LINE);
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        assertThat(heard.lines).containsExactly("sent Buenos días");
    }

    @Test
    void usesTheHotelsLineIfTheMessageNamesNone() {
        tenants.assign(hotel.id(), Identifier.phone(Channel.WHATSAPP, "+5491150000000"));
        tenants.assign(hotel.id(), Identifier.phoneNumberId(Fresh.EMAIL, "111"));
        tenants.assign(hotel.id(), Identifier.phoneNumberId(Channel.WHATSAPP, "222"));
        recorded(null, "Buenos días");
        OutboundReply claimed = deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent)
                .containsExactly(new OutboundReply(
                        claimed.id(),
                        claimed.tenant(),
                        claimed.to(),
                        Fresh.line(Channel.WHATSAPP, "222"),
                        claimed.reply(),
                        claimed.failures(),
                        claimed.lease()));
        assertThat(heard.lines).containsExactly("sent Buenos días");
    }

    @Test
    void usesTheOnlyMailboxOfTheHotel() {
        Identifier mailbox = Identifier.email(Fresh.EMAIL, "desk@hotel.example");
        tenants.assign(hotel.id(), mailbox);
        tenants.assign(hotel.id(), Identifier.email(Fresh.EMAIL, "ana@example.com"));
        recorded(GuestRef.email(Fresh.EMAIL, "ana@example.com"), null, "Buenos días");
        deliver(new Delivery.Sent("mail.out"));
        assertThat(sent).singleElement().extracting(OutboundReply::line).isEqualTo(new HotelLine(mailbox));
    }

    @Test
    void severalMailboxesLeaveTheLineToTheSender() {
        tenants.assign(hotel.id(), Identifier.email(Fresh.EMAIL, "desk@hotel.example"));
        tenants.assign(hotel.id(), Identifier.email(Fresh.EMAIL, "spa@hotel.example"));
        recorded(GuestRef.email(Fresh.EMAIL, "ana@example.com"), null, "Buenos días");
        deliver(new Delivery.Sent("mail.out"));
        assertThat(sent).singleElement().extracting(OutboundReply::line).isNull();
    }

    @Test
    void aHotelWithoutALineLeavesTheChoiceToTheSender() {
        recorded(null, "Buenos días");
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent).singleElement().extracting(OutboundReply::line).isNull();
    }

    @Test
    void retriesByThePolicyAndThenRefuses() {
        recorded(LINE, "Buenos días", "Adiós");
        deliver(LATER);
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        clock.advance(PAUSE);
        deliver(LATER);
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(heard.lines)
                .containsExactly(
                        "delayed: channel_busy", "refused: given up after 1 retries: channel_busy", "sent Adiós");
    }

    @Test
    void theChannelCanAskForALongerPause() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.RetryLater("rate_limited", Duration.ofMinutes(5)));
        clock.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void aRefusedReplyDoesNotBlockTheNext() {
        recorded(LINE, "Buenos días", "Adiós");
        deliver(new Delivery.Refused("number_unknown"));
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(heard.lines).containsExactly("refused: number_unknown", "sent Adiós");
    }

    @Test
    void aHeldLineWaitsWithoutAttemptsAndResumesInOrder() {
        recorded(LINE, "Buenos días", "Adiós");
        for (int minute = 0; minute < 20; minute++) {
            messages.replies().claim(10, LEASE).forEach(claimed -> deliver(deliverWith(EXPIRED), claimed));
            clock.advance(Duration.ofMinutes(1));
            lines.tend();
        }
        assertThat(held).singleElement().extracting(HeldLine::fix).isEqualTo(Fix.RENEW_TOKEN);
        assertThat(lines.all()).hasSize(1);
        recorded(LINE, "de otro");
        messages.replies().claim(10, LEASE).forEach(claimed -> deliver(deliverWith(SENT), claimed));
        lines.tend();
        deliver(SENT);
        assertThat(freed).hasSize(1);
        assertThat(lines.all()).isEmpty();
        assertThat(heard.lines).filteredOn(line -> line.startsWith("sent")).hasSize(3);
        assertThat(heard.lines).filteredOn(line -> line.startsWith("refused")).isEmpty();
        assertThat(sent.reversed()).extracting(OutboundReply::failures).startsWith(0, 0, 0);
    }

    @Test
    void aHeldLineIsNotAskedForEachReply() {
        for (int guest = 0; guest < 5; guest++) {
            recorded(LINE, "Buenos días");
        }
        for (int claims = 0; claims < 5; claims++) {
            deliver(EXPIRED);
        }
        assertThat(sent).hasSize(1);
        assertThat(messages.replyRecords().counts().held()).isEqualTo(5);
    }

    @Test
    void aRefusedReplyShowsThatTheLineWorks() {
        recorded(LINE, "Buenos días");
        deliver(EXPIRED);
        clock.advance(PAUSE);
        lines.tend();
        deliver(new Delivery.Refused("not_on_whatsapp", "number_unknown", 131026));
        assertThat(lines.all()).isEmpty();
        assertThat(freed).hasSize(1);
    }

    @Test
    void reportsAReplySentAfterItsLeaseEnded() {
        recorded(LINE, "Buenos días");
        deliverLate(new Delivery.Sent("wamid.out"));
        assertThat(heard.lines).containsExactly("uncertain: sent, and its lease had ended before that was recorded");
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void reportsNothingIfTheLeaseEndedAndNothingWasSent() {
        recorded(LINE, "Buenos días");
        for (Delivery delivery : List.of(LATER, new Delivery.Refused("number_unknown"))) {
            deliverLate(delivery);
        }
        assertThat(heard.lines).isEmpty();
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void reportsAnUncertainReplyAfterItsLeaseEnded() {
        recorded(LINE, "Buenos días");
        deliverLate(new Delivery.Uncertain("no answer"));
        assertThat(heard.lines).containsExactly("uncertain: no answer");
    }

    @Test
    void retriesAndReportsAnUncertainReply() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.Uncertain("no answer"));
        clock.advance(PAUSE);
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(sent).hasSize(2);
        assertThat(heard.lines).containsExactly("uncertain: no answer", "sent Buenos días");
    }

    @Test
    void reportsASentReplyThatCouldNotBeRecorded() {
        recorded(LINE, "Buenos días");
        OutboundReply claimed = messages.replies().claim(1, LEASE).getFirst();
        StoreUnavailableException away = new StoreUnavailableException("The replies are away", null);
        DeliverReply delivery = delivering(new Forgetful(messages.replies(), away), new Delivery.Sent("wamid.out"));
        assertThatThrownBy(() -> deliver(delivery, claimed)).isSameAs(away);
        assertThat(heard.lines).containsExactly("uncertain: sent, and that could not be recorded");
    }

    @Test
    void aSenderThatThrowsIsRetriedAndThenGivenUp() {
        recorded(LINE, "Buenos días", "Adiós");
        DeliverReply throwing = delivering(messages.replies(), (OutboundReply reply) -> {
            throw new IllegalStateException("the guest's number is secret");
        });
        deliver(throwing, messages.replies().claim(1, LEASE).getFirst());
        assertThat(messages.replies().claim(1, LEASE)).isEmpty();
        clock.advance(PAUSE);
        deliver(throwing, messages.replies().claim(1, LEASE).getFirst());
        String cause = "the sender threw java.lang.IllegalStateException";
        assertThat(heard.lines)
                .containsExactly(
                        "uncertain: " + cause, "uncertain: " + cause, "refused: given up after 1 retries: " + cause);
        deliver(new Delivery.Sent("wamid.out"));
        assertThat(heard.lines).last().isEqualTo("sent Adiós");
    }

    @Test
    void anErrorOfTheSenderCountsAsAnAttempt() {
        recorded(LINE, "Buenos días");
        DeliverReply throwing = delivering(messages.replies(), (OutboundReply reply) -> {
            throw new NoClassDefFoundError("com/example/Channel");
        });
        deliver(throwing, messages.replies().claim(1, LEASE).getFirst());
        clock.advance(PAUSE);
        assertThat(messages.replies().claim(1, LEASE).getFirst().failures()).isEqualTo(1);
    }

    @Test
    void aSenderThatHangsIsInterruptedAndRetried() throws InterruptedException {
        limit = Duration.ofMillis(20);
        recorded(LINE, "Buenos días");
        CountDownLatch interrupted = new CountDownLatch(1);
        DeliverReply hanging = delivering(messages.replies(), (OutboundReply reply) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                interrupted.countDown();
            }
            return new Delivery.Sent("too late");
        });
        deliver(hanging, messages.replies().claim(1, LEASE).getFirst());
        assertThat(heard.lines).containsExactly("uncertain: sender_timeout: the sender did not answer within PT0.02S");
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        clock.advance(PAUSE);
        assertThat(messages.replies().claim(1, LEASE).getFirst().failures()).isEqualTo(1);
    }

    @Test
    void aReplyThatIsCutOffWhileStoppingIsSentAgain() throws InterruptedException {
        recorded(LINE, "Buenos días");
        CountDownLatch begun = new CountDownLatch(1);
        DeliverReply delivery = delivering(messages.replies(), (OutboundReply reply) -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                // As a client of HTTP does.
            }
            return new Delivery.Uncertain("interrupted");
        });
        DeliverReply.Ready ready =
                delivery.ready(messages.replies().claim(1, LEASE).getFirst());
        Thread worker = Thread.ofVirtual().start(() -> delivery.deliver(ready));
        begun.await();
        ready.call().cancel(Cancellation.Reason.STOPPING);
        worker.join();
        assertThat(heard.lines).containsExactly("uncertain: the process stopped while it was sent");
        clock.advance(PAUSE);
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void aReplyThatWasNotBegunIsReleased() {
        recorded(LINE, "Buenos días");
        DeliverReply delivery = deliverWith(new Delivery.Sent("wamid.out"));
        DeliverReply.Ready ready =
                delivery.ready(messages.replies().claim(1, LEASE).getFirst());
        ready.call().cancel(Cancellation.Reason.STOPPING);
        delivery.deliver(ready);
        assertThat(sent).isEmpty();
        assertThat(heard.lines).isEmpty();
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void aPauseForEverOfTheChannelIsBounded() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.RetryLater("rate_limited", Duration.ofSeconds(Long.MAX_VALUE)));
        clock.advance(Duration.ofDays(30));
        assertThat(messages.replies().claim(1, LEASE)).hasSize(1);
    }

    @Test
    void textsOfTheSenderAreStoredInOneLine() {
        recorded(LINE, "Buenos días");
        deliver(new Delivery.Refused("bad\u0000 number\n" + "x".repeat(600)));
        assertThat(heard.lines)
                .singleElement()
                .asString()
                .startsWith("refused: bad  number x")
                .hasSize("refused: ".length() + 500);
    }

    /** Replies of which it cannot be recorded that they were sent. */
    private record Forgetful(Replies replies, StoreUnavailableException away) implements Replies {

        @Override
        public List<OutboundReply> claim(int most, Duration lease, Room room) {
            return replies.claim(most, lease, room);
        }

        @Override
        public Outcome renew(OutboundReply reply, Duration lease) {
            return replies.renew(reply, lease);
        }

        @Override
        public Outcome release(OutboundReply reply) {
            return replies.release(reply);
        }

        @Override
        public Outcome sent(OutboundReply reply, String providerId) {
            throw away;
        }

        @Override
        public Outcome retry(OutboundReply reply, String cause, Duration after) {
            return replies.retry(reply, cause, after);
        }

        @Override
        public Outcome retryUncertain(OutboundReply reply, String cause, Duration after) {
            return replies.retryUncertain(reply, cause, after);
        }

        @Override
        public Outcome refuse(OutboundReply reply, ReplyFailure failure) {
            return replies.refuse(reply, failure);
        }
    }

    private void deliverLate(Delivery delivery) {
        OutboundReply late = messages.replies().claim(1, LEASE).getFirst();
        clock.advance(LEASE);
        deliver(deliverWith(delivery), late);
    }

    private void recorded(@Nullable HotelLine line, String... texts) {
        recorded(Fresh.guest(), line, texts);
    }

    private void recorded(GuestRef guest, @Nullable HotelLine line, String... texts) {
        messages.inboxes()
                .apply(hotel.id())
                .accept(List.of(new InboundMessage(
                        Fresh.providerId(), guest, line, new MessageContent.Text("Hola"), Instant.EPOCH)));
        Turn turn = messages.turns().claim(1, LEASE).getFirst();
        List<Reply> replies = new ArrayList<>();
        for (String text : texts) {
            replies.add(new Reply(text));
        }
        messages.turns().finish(turn, replies);
    }

    private OutboundReply deliver(Delivery delivery) {
        OutboundReply claimed = messages.replies().claim(1, LEASE).getFirst();
        deliver(deliverWith(delivery), claimed);
        return claimed;
    }

    private DeliverReply deliverWith(Delivery delivery) {
        return delivering(messages.replies(), delivery);
    }

    private DeliverReply delivering(Replies replies, Delivery delivery) {
        return delivering(replies, reply -> {
            sent.add(reply);
            return delivery;
        });
    }

    private DeliverReply delivering(Replies replies, ReplySender sender) {
        return new DeliverReply(replies, sender, tenants, POLICY, () -> 0.5, heard, limit, lines);
    }

    private static void deliver(DeliverReply delivery, OutboundReply claimed) {
        delivery.deliver(delivery.ready(claimed));
    }
}
