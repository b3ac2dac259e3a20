package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecord.Trouble;
import io.conserje.application.reply.ReplyState;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.application.reply.ReplyStatus.Word;
import io.conserje.application.reply.ReplyStatuses;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The laws of {@link ReplyStatuses}. */
public interface ReplyStatusesContract extends MessagingStores {

    @Test
    default void reportsMoveAReplyForward() {
        Chat chat = Chat.in(this);
        OutboundReply reply = sent(chat, "wamid.1");
        assertThat(record(chat, status("wamid.1", Word.DELIVERED)))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.tenant()).isEqualTo(chat.tenant);
                    assertThat(change.reply()).isEqualTo(reply.id());
                    assertThat(change.line()).isEqualTo(reply.line());
                    assertThat(change.status().word()).isEqualTo(Word.DELIVERED);
                });
        assertThat(state(reply)).isEqualTo(ReplyState.DELIVERED);
        assertThat(record(chat, status("wamid.1", Word.READ))).hasSize(1);
        assertThat(state(reply)).isEqualTo(ReplyState.READ);
    }

    @Test
    default void lateAndRepeatedReportsChangeNothing() {
        Chat chat = Chat.in(this);
        OutboundReply reply = sent(chat, "wamid.1");
        record(chat, status("wamid.1", Word.READ));
        for (Word late : Word.values()) {
            assertThat(record(chat, status("wamid.1", late))).isEmpty();
            assertThat(state(reply)).isEqualTo(ReplyState.READ);
        }
    }

    @Test
    default void aFailedReplyIsADeadLetterWithItsCode() {
        Chat chat = Chat.in(this);
        OutboundReply reply = sent(chat, "wamid.1");
        assertThat(record(chat, failed("wamid.1"))).hasSize(1);
        assertThat(find(reply)).satisfies(dead -> {
            assertThat(dead.state()).isEqualTo(ReplyState.FAILED);
            assertThat(dead.dead()).isTrue();
            assertThat(dead.trouble())
                    .isEqualTo(new Trouble("not_delivered", "whatsapp 131042: Payment issue", 131042));
        });
        for (Word late : Word.values()) {
            assertThat(record(chat, status("wamid.1", late))).isEmpty();
            assertThat(state(reply)).isEqualTo(ReplyState.FAILED);
        }
        assertThat(replyRecords().history(chat.tenant, reply.id())).hasSize(1);
    }

    @Test
    default void reportsOfOneDeliveryAreTakenTogether() {
        Chat chat = Chat.in(this);
        OutboundReply one = sent(chat, "wamid.1");
        OutboundReply two = sent(chat, "wamid.2");
        assertThat(record(
                        chat,
                        status("wamid.1", Word.READ),
                        status("wamid.2", Word.DELIVERED),
                        status("wamid.1", Word.DELIVERED)))
                .extracting(change -> change.status().word())
                .contains(Word.READ, Word.DELIVERED);
        assertThat(state(one)).isEqualTo(ReplyState.READ);
        assertThat(state(two)).isEqualTo(ReplyState.DELIVERED);
    }

    @Test
    default void aReportWaitsForItsReply() {
        Chat chat = Chat.in(this);
        OutboundReply reply = claimed(chat);
        assertThat(record(chat, failed("wamid.1"))).isEmpty();
        assertThat(replyStatuses().recordWaiting(10)).isEmpty();
        replies().sent(reply, "wamid.1");
        assertThat(replyStatuses().recordWaiting(10))
                .singleElement()
                .extracting(change -> change.reply())
                .isEqualTo(reply.id());
        assertThat(find(reply).trouble()).extracting(Trouble::code).isEqualTo(131042);
        assertThat(replyStatuses().recordWaiting(10)).isEmpty();
        assertThat(replyStatuses().forget(Duration.ZERO, 10)).isZero();
    }

    @Test
    default void reportsWithoutAReplyAreForgotten() {
        Chat chat = Chat.in(this);
        record(chat, failed("wamid.nobody"));
        letPass(Duration.ofMillis(50));
        assertThat(replyStatuses().forget(Duration.ofHours(1), 10)).isZero();
        assertThat(replyStatuses().forget(Duration.ofMillis(20), 10)).isEqualTo(1);
    }

    @Test
    default void anotherHotelsReportChangesNothing() {
        Chat chat = Chat.in(this);
        OutboundReply reply = sent(chat, "wamid.1");
        Chat other = Chat.in(this);
        assertThat(record(other, failed("wamid.1"))).isEmpty();
        assertThat(replyStatuses().recordWaiting(10)).isEmpty();
        assertThat(state(reply)).isEqualTo(ReplyState.SENT);
    }

    @Test
    default void aReportOnAnEarlierSendingDoesNotChangeAResentReply() {
        Chat chat = Chat.in(this);
        OutboundReply reply = sent(chat, "wamid.1");
        record(chat, failed("wamid.1"));
        replyRecords().settle(chat.tenant, reply.id(), Verdict.REDRIVE, new Warrant("ana", "paid"));
        assertThat(record(chat, failed("wamid.1"))).isEmpty();
        assertThat(state(reply)).isEqualTo(ReplyState.WAITING);
        replies().sent(chat.reply(), "wamid.2");
        assertThat(replyStatuses().recordWaiting(10)).isEmpty();
        assertThat(record(chat, status("wamid.2", Word.DELIVERED))).hasSize(1);
        assertThat(state(reply)).isEqualTo(ReplyState.DELIVERED);
    }

    @Test
    default void concurrentReportsCountOnce() {
        Chat chat = Chat.in(this);
        OutboundReply reply = sent(chat, "wamid.1");
        Queue<ReplyStatuses.Change> changes = new ConcurrentLinkedQueue<>();
        Crowd.of(8, member -> () -> changes.addAll(record(chat, failed("wamid.1"))));
        assertThat(changes).hasSize(1);
        assertThat(replyRecords().history(chat.tenant, reply.id())).hasSize(1);
    }

    @Test
    default void numbersOfReportsOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> replyStatuses().recordWaiting(0));
        assertThatIllegalArgumentException().isThrownBy(() -> replyStatuses().forget(Duration.ZERO, 1001));
    }

    private OutboundReply claimed(Chat chat) {
        chat.writes(Fresh.guest(), "Hola");
        chat.answers("Buenos días");
        return chat.reply();
    }

    private OutboundReply sent(Chat chat, String providerId) {
        OutboundReply reply = claimed(chat);
        replies().sent(reply, providerId);
        return reply;
    }

    private List<ReplyStatuses.Change> record(Chat chat, ReplyStatus... statuses) {
        return record(chat.tenant, statuses);
    }

    private List<ReplyStatuses.Change> record(TenantId tenant, ReplyStatus... statuses) {
        return replyStatuses().record(tenant, List.of(statuses));
    }

    private static ReplyStatus status(String id, Word word) {
        return new ReplyStatus(Fresh.guest().channel(), id, word, null, null, null, null);
    }

    private static ReplyStatus failed(String id) {
        return new ReplyStatus(Fresh.guest().channel(), id, Word.FAILED, 131042, "Payment issue", null, null);
    }

    private ReplyRecord find(OutboundReply reply) {
        return replyRecords().find(null, reply.id()).orElseThrow();
    }

    private ReplyState state(OutboundReply reply) {
        return find(reply).state();
    }
}
