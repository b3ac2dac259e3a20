package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoalescingTest {

    private static final GuestRef ANA = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.1S", "PT3S", "PT1M"})
    void aPauseIsOffOr100MillisecondsToAMinute(Duration pause) {
        assertThat(new Coalescing(pause).pause()).isEqualTo(pause);
        assertThat(new Coalescing(pause).longest()).isEqualTo(pause.multipliedBy(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.099S", "PT-3S", "PT1M0.001S"})
    void anyOtherPauseIsRefused(Duration pause) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Coalescing(pause))
                .withMessageContaining("PT0.1S to PT1M")
                .withMessageContaining(pause.toString());
    }

    @Test
    void onlyThePauseOfZeroIsOff() {
        assertThat(Coalescing.OFF.isOff()).isTrue();
        assertThat(new Coalescing(Coalescing.MIN).isOff()).isFalse();
    }

    @Test
    void textsToOneLineJoinUpToTheFirstOtherMessage() {
        InboundMessage text = text("Hola", "1");
        assertThat(Coalescing.joinable(List.of(text))).isOne();
        assertThat(Coalescing.joinable(List.of(text, text, text))).isEqualTo(3);
        assertThat(Coalescing.joinable(List.of(text, text, text("Hola", "2"), text)))
                .isEqualTo(2);
        assertThat(Coalescing.joinable(List.of(text, text("Hola", null)))).isOne();
        assertThat(Coalescing.joinable(List.of(text, image(), text))).isOne();
        assertThat(Coalescing.joinable(List.of(image(), image()))).isOne();
    }

    @Test
    void aTurnHasTwentyMessagesAtMost() {
        List<InboundMessage> many =
                Stream.generate(() -> text("Hola", "1")).limit(30).toList();
        assertThat(Coalescing.joinable(many)).isEqualTo(20);
        assertThat(Coalescing.joinable(many.subList(0, 20))).isEqualTo(20);
    }

    @Test
    void joinedTextsAreNoLongerThanOneText() {
        InboundMessage half = text("x".repeat(4096), "1");
        assertThat(Coalescing.joinable(List.of(half, text("x".repeat(4095), "1"))))
                .isEqualTo(2);
        assertThat(Coalescing.joinable(List.of(half, half))).isOne();
    }

    @Test
    void joinedMessagesAreTheirTextsAndTheLatestOne() {
        List<InboundMessage> three = IntStream.range(0, 3)
                .mapToObj(nth -> new InboundMessage(
                        new ProviderMessageId("wamid." + nth),
                        ANA,
                        line("1"),
                        new MessageContent.Text("text " + nth),
                        NOW.plusSeconds(nth)))
                .toList();
        assertThat(InboundMessage.joined(three))
                .isEqualTo(new InboundMessage(
                        new ProviderMessageId("wamid.2"),
                        ANA,
                        line("1"),
                        new MessageContent.Text("text 0\ntext 1\ntext 2"),
                        NOW.plusSeconds(2)));
        assertThat(InboundMessage.joined(List.of(image()))).isEqualTo(image());
    }

    @Test
    void aMessageThatCameTooLateIsATurnOfItsOwn() {
        InboundMessage late = text("Hola", "1").with(MessageContext.NONE.asLate(), null);
        assertThat(Coalescing.joinable(List.of(text("Hola", "1"), late))).isOne();
        assertThat(Coalescing.joinable(List.of(late, text("Hola", "1")))).isOne();
    }

    @Test
    void refusesToJoinWhatWouldLoseSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InboundMessage.joined(List.of(text("Hola", "1"), image())))
                .withMessageContaining("up to 20 texts to one line");
    }

    private static InboundMessage text(String body, @Nullable String line) {
        return message(line, new MessageContent.Text(body));
    }

    private static InboundMessage image() {
        return message("1", new MessageContent.Unsupported("pin"));
    }

    private static InboundMessage message(@Nullable String line, MessageContent content) {
        return new InboundMessage(
                new ProviderMessageId("wamid.1"), ANA, line == null ? null : line(line), content, NOW);
    }

    private static HotelLine line(String id) {
        return new HotelLine(Identifier.phoneNumberId(Channel.WHATSAPP, "10654035224292" + id));
    }
}
