package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Unrouted.Group;
import io.conserje.application.messaging.Unrouted.Kept;
import io.conserje.application.messaging.Unrouted.Part;
import io.conserje.application.messaging.Unrouted.Stray;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The laws of {@link Unrouted}. */
public interface UnroutedContract extends MessagingStores {

    HotelLine LINE = Fresh.line(Channel.WHATSAPP, "100000000000099");
    HotelLine OTHER = Fresh.line(Channel.WHATSAPP, "100000000000098");
    Actor ANA = new Actor("ana");

    @Test
    default void keepsMessagesByLineAndHotel() {
        TenantId inactive = Fresh.tenant();
        assertThat(keep(stray(LINE, "one"), stray(LINE, "two"))).isEqualTo(new Kept(2, 0, 0));
        keep(stray(null, "three"));
        keep(new Stray(message(OTHER, Fresh.guest(), "four"), inactive));
        assertThat(unrouted().groups())
                .extracting(Group::line, Group::hotel, Group::messages)
                .containsExactlyInAnyOrder(tuple(LINE, null, 2), tuple(null, null, 1), tuple(OTHER, inactive, 1));
        assertThat(unrouted().groups()).extracting(Group::id).doesNotHaveDuplicates();
        assertThat(group(LINE).masked()).isEqualTo("100…0099");
    }

    @Test
    default void aRedeliveredMessageIsKeptOnce() {
        Stray stray = stray(LINE, "one");
        keep(stray);
        assertThat(keep(stray)).isEqualTo(new Kept(0, 1, 0));
        assertThat(group(LINE).messages()).isEqualTo(1);
    }

    @Test
    default void routedMessagesAreHandledInOrderOnce() {
        Chat chat = Chat.in(this);
        keep(
                new Stray(message(LINE, chat.guest, "one"), null),
                new Stray(message(LINE, chat.guest, "two"), null),
                new Stray(message(OTHER, Fresh.guest(), "elsewhere"), null));
        Group group = group(LINE);
        assertThat(unrouted().route(group, chat.tenant, ANA, 10)).isEqualTo(2);
        assertThat(unrouted().route(group, chat.tenant, ANA, 10)).isZero();
        assertThat(unrouted().groups()).extracting(Group::line).containsExactly(OTHER);
        for (String expected : List.of("one", "two")) {
            Turn turn = chat.turn();
            assertThat(turn.tenant()).isEqualTo(chat.tenant);
            assertThat(Chat.said(turn)).isEqualTo(expected);
            turns().finish(turn, List.of());
        }
        assertThat(turns().claim(10, Chat.LASTING)).isEmpty();
    }

    @Test
    default void aMessageThatTheHotelHasIsNotHandledAgain() {
        Chat chat = Chat.in(this);
        InboundMessage message = message(LINE, chat.guest, "one");
        keep(new Stray(message, null));
        chat.accept(message);
        assertThat(unrouted().route(group(LINE), chat.tenant, ANA, 10)).isEqualTo(1);
        assertThat(turns().claim(10, Chat.LASTING)).hasSize(1);
        assertThat(unrouted().groups()).isEmpty();
    }

    @Test
    default void aRoutedMessageIsWholeAgain() {
        Chat chat = Chat.in(this);
        for (MessageContent content : SampleContents.ALL) {
            InboundMessage message = new InboundMessage(
                            Fresh.providerId(), Fresh.guest(), LINE, content, Instant.parse("2026-03-12T08:59:58Z"))
                    .with(SampleContents.CONTEXTS.getFirst(), "raw");
            keep(new Stray(message, null));
            unrouted().route(group(LINE), chat.tenant, ANA, 10);
            Turn turn = chat.turn();
            assertThat(turn.message()).isEqualTo(message.with(message.context(), null));
            assertThat(turns().raw(turn)).contains("raw");
            turns().finish(turn, List.of());
        }
    }

    @Test
    default void routesTheOldestFirst() {
        Chat chat = Chat.in(this);
        keep(new Stray(message(LINE, chat.guest, "one"), null), new Stray(message(LINE, chat.guest, "two"), null));
        assertThat(unrouted().route(group(LINE), chat.tenant, ANA, 1)).isEqualTo(1);
        assertThat(Chat.said(chat.turn())).isEqualTo("one");
        assertThat(group(LINE).messages()).isEqualTo(1);
    }

    @Test
    default void concurrentRoutesShareNoMessage() {
        Chat chat = Chat.in(this);
        for (int nth = 0; nth < 20; nth++) {
            keep(stray(LINE, "Hola " + nth));
        }
        Group group = group(LINE);
        Queue<Integer> routed = new ConcurrentLinkedQueue<>();
        Crowd.of(4, member -> () -> routed.add(unrouted().route(group, chat.tenant, ANA, 20)));
        assertThat(routed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
        assertThat(turns().claim(100, Chat.LASTING)).hasSize(20);
    }

    @Test
    default void aFloodOfOneLineLeavesRoomForOthers() {
        List<Stray> flood = new ArrayList<>();
        for (int nth = 0; nth < Unrouted.MAX_OF_LINE + 10; nth++) {
            flood.add(stray(LINE, "Hola"));
        }
        assertThat(unrouted().keep(flood)).isEqualTo(new Kept(Unrouted.MAX_OF_LINE, 0, 10));
        assertThat(keep(stray(LINE, "too much"))).isEqualTo(new Kept(0, 0, 1));
        assertThat(keep(stray(OTHER, "another line"))).isEqualTo(new Kept(1, 0, 0));
    }

    @Test
    default void forgetsWhatIsOld() {
        keep(stray(LINE, "one"), stray(LINE, "two"));
        letPass(Duration.ofMillis(50));
        assertThat(unrouted().forget(Duration.ofHours(1), 10)).isZero();
        assertThat(unrouted().forget(Duration.ofMillis(20), 1)).isEqualTo(1);
        assertThat(unrouted().forget(Duration.ofMillis(20), 10)).isEqualTo(1);
        assertThat(unrouted().groups()).isEmpty();
    }

    @Test
    default void numbersOfStraysOutOfBoundsAreRefused() {
        Group group = new Group(Channel.WHATSAPP, LINE, null, false, 1, Instant.EPOCH, Instant.EPOCH);
        assertThatIllegalArgumentException().isThrownBy(() -> unrouted().route(group, Fresh.tenant(), ANA, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> unrouted().forget(Duration.ZERO, 1001));
        assertThatIllegalArgumentException().isThrownBy(() -> unrouted().parts(group, 0));
    }

    @Test
    default void partsThatCannotBeReadAreKeptApart() {
        Unreadable first = part(LINE, "entry[0].changes[0].messages[0]", "{\"a\": \"¿? 🛎 \\u0000\"}");
        Unreadable second = part(LINE, "entry[0].changes[0].messages[1]", "7");
        assertThat(unrouted().keepUnreadable(List.of(first, second, part(null, "entry[1]", "null"))))
                .isEqualTo(new Kept(3, 0, 0));
        assertThat(unrouted().keepUnreadable(List.of(second))).isEqualTo(new Kept(0, 1, 0));
        keep(stray(LINE, "one"));
        assertThat(unrouted().groups())
                .extracting(Group::line, Group::unreadable, Group::messages)
                .containsExactlyInAnyOrder(tuple(LINE, true, 2), tuple(null, true, 1), tuple(LINE, false, 1));
        assertThat(unrouted().groups()).extracting(Group::id).doesNotHaveDuplicates();
        assertThat(unrouted().parts(parts(LINE), 10))
                .extracting(Part::place, Part::part)
                .containsExactly(tuple(first.place(), first.part()), tuple(second.place(), second.part()));
        assertThat(unrouted().parts(parts(LINE), 1)).hasSize(1);
        assertThat(unrouted().parts(group(LINE), 10)).isEmpty();
    }

    @Test
    default void noHotelGetsPartsThatCannotBeRead() {
        Chat chat = Chat.in(this);
        unrouted().keepUnreadable(List.of(part(LINE, "entry[0]", "7")));
        keep(stray(LINE, "one"));
        assertThat(unrouted().route(parts(LINE), chat.tenant, ANA, 10)).isZero();
        assertThat(unrouted().route(group(LINE), chat.tenant, ANA, 10)).isEqualTo(1);
        assertThat(unrouted().groups()).extracting(Group::unreadable).containsExactly(true);
        letPass(Duration.ofMillis(50));
        assertThat(unrouted().forget(Duration.ofMillis(20), 10)).isEqualTo(1);
    }

    private Group parts(HotelLine line) {
        return unrouted().groups().stream()
                .filter(group -> group.unreadable() && line.equals(group.line()))
                .findFirst()
                .orElseThrow();
    }

    private static Unreadable part(@Nullable HotelLine line, String place, String part) {
        return new Unreadable(Channel.WHATSAPP, Fresh.providerId(), line, place, part);
    }

    private Kept keep(Stray... strays) {
        return unrouted().keep(List.of(strays));
    }

    private Group group(HotelLine line) {
        return unrouted().groups().stream()
                .filter(group -> !group.unreadable() && line.equals(group.line()))
                .findFirst()
                .orElseThrow();
    }

    private static Stray stray(@Nullable HotelLine line, String text) {
        return new Stray(message(line, Fresh.guest(), text), null);
    }

    private static InboundMessage message(@Nullable HotelLine line, GuestRef guest, String text) {
        return new InboundMessage(Fresh.providerId(), guest, line, new MessageContent.Text(text), Instant.EPOCH);
    }
}
