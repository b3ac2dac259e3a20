package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.OutboundMessage.Button;
import io.conserje.domain.messaging.OutboundMessage.Buttons;
import io.conserje.domain.messaging.OutboundMessage.ChoiceList;
import io.conserje.domain.messaging.OutboundMessage.Media;
import io.conserje.domain.messaging.OutboundMessage.MediaKind;
import io.conserje.domain.messaging.OutboundMessage.Reaction;
import io.conserje.domain.messaging.OutboundMessage.Row;
import io.conserje.domain.messaging.OutboundMessage.Section;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.OutboundMessage.TemplateButton;
import io.conserje.domain.messaging.OutboundMessage.TemplateHeader;
import io.conserje.domain.messaging.OutboundMessage.TemplateParameter;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundMessageTest {

    private static final ProviderMessageId WAMID = new ProviderMessageId("wamid.X1");
    private static final String SECRET = "Ana Paz";

    @Test
    void everyMessageHasWords() {
        assertThat(new OutboundMessage.Text("Hola").words()).isEqualTo("Hola");
        assertThat(Template.of("reminder", "es_AR", "Ana", "viernes").words()).isEqualTo("reminder: Ana, viernes");
        assertThat(Template.of("hello_world", "en").words()).isEqualTo("hello_world");
        assertThat(new Template("reminder", "es", null, List.of(), List.of(), "Le esperamos").words())
                .isEqualTo("Le esperamos");
        assertThat(new Buttons("¿Confirma?", List.of(new Button("y", "Sí"), new Button("n", "No"))).words())
                .isEqualTo("¿Confirma?\n\n• Sí\n• No");
        assertThat(new ChoiceList(
                                "Libres:",
                                "Ver",
                                List.of(
                                        new Section("Primer piso", List.of(new Row("1", "101", "doble"))),
                                        new Section("Segundo piso", List.of(new Row("2", "201", null)))))
                        .words())
                .isEqualTo("Libres:\n\nPrimer piso\n• 101: doble\n\nSegundo piso\n• 201");
        assertThat(Media.at(MediaKind.IMAGE, "https://h.example/a.png")
                        .withCaption("El patio")
                        .words())
                .isEqualTo("El patio\nhttps://h.example/a.png");
        assertThat(Media.uploaded(MediaKind.DOCUMENT, "17").named("mapa.pdf").words())
                .isEqualTo("mapa.pdf");
        assertThat(Media.uploaded(MediaKind.AUDIO, "17").words()).isEqualTo("[audio]");
        assertThat(new Reaction(WAMID, "👍").words()).isEqualTo("👍");
    }

    @Test
    void theWordsOfATemplateFitIntoOneMessage() {
        String longest = "x".repeat(1024);

        assertThat(Template.of("t", "es", longest, longest, longest, longest, longest)
                        .words())
                .hasSize(4096)
                .endsWith("…");
    }

    static Stream<Runnable> tooMuch() {
        Button button = new Button("1", "Sí");
        Row row = new Row("1", "101", null);
        List<Row> eleven = IntStream.range(0, 11)
                .mapToObj(number -> new Row("id" + number, "Fila", null))
                .toList();
        TemplateParameter parameter = TemplateParameter.of("x");
        return Stream.of(
                () -> new OutboundMessage.Text(" "),
                () -> new OutboundMessage.Text("x".repeat(65_537)),
                () -> Template.of("Reminder", "es"),
                () -> Template.of("reminder", "Spanish!"),
                () -> Template.of("reminder", "es", "two\nlines"),
                () -> Template.of("reminder", "es", "far     apart"),
                () -> Template.of("reminder", "es", "x".repeat(1025)),
                () -> new Template("t", "es", null, Collections.nCopies(31, parameter), List.of(), null),
                () -> new Template(
                        "t", "es", null, List.of(parameter, new TemplateParameter("name", "x")), List.of(), null),
                () -> new Template(
                        "t",
                        "es",
                        null,
                        List.of(),
                        Collections.nCopies(2, new TemplateButton(0, TemplateButton.Kind.URL, "a")),
                        null),
                () -> new TemplateHeader.Words(TemplateParameter.of("x".repeat(61))),
                () -> new TemplateHeader.Attached(Media.uploaded(MediaKind.AUDIO, "1")),
                () -> new TemplateHeader.Attached(
                        Media.uploaded(MediaKind.IMAGE, "1").withCaption("x")),
                () -> new TemplateButton(10, TemplateButton.Kind.URL, "a"),
                () -> new TemplateButton(0, TemplateButton.Kind.COPY_CODE, "x".repeat(21)),
                () -> new TemplateParameter("Guest name", "x"),
                () -> new Buttons("x".repeat(1025), List.of(button)),
                () -> new Buttons("x", List.of()),
                () -> new Buttons("x", Collections.nCopies(4, button)),
                () -> new Buttons("x", List.of(button, new Button("2", "Sí"))),
                () -> new Button("1", "x".repeat(21)),
                () -> new Button("x".repeat(257), "Sí"),
                () -> ChoiceList.of("x", "Ver", List.of()),
                () -> ChoiceList.of("x", "Ver", eleven),
                () -> ChoiceList.of("x", "x".repeat(21), List.of(row)),
                () -> ChoiceList.of("x", "Ver", List.of(row, row)),
                () -> new ChoiceList(
                        "x",
                        "Ver",
                        List.of(new Section(null, List.of(row)), new Section("b", List.of(new Row("2", "102", null))))),
                () -> new Row("1", "x".repeat(25), null),
                () -> new Row("1", "101", "x".repeat(73)),
                () -> Media.at(MediaKind.IMAGE, "ftp://h.example/a"),
                () -> Media.at(MediaKind.IMAGE, "https://user:secret@h.example/a"),
                () -> Media.at(MediaKind.IMAGE, "/a.png"),
                () -> Media.uploaded(MediaKind.AUDIO, "1").withCaption("x"),
                () -> Media.uploaded(MediaKind.IMAGE, "1").named("a.png"),
                () -> Media.uploaded(MediaKind.IMAGE, "1").withCaption("x".repeat(1025)),
                () -> new Reaction(WAMID, "ok"));
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void whatNoChannelWouldTakeIsRefusedWithTheRule(Runnable making) {
        assertThatIllegalArgumentException()
                .isThrownBy(making::run)
                .withMessageMatching("(?s).*[.!?m].*")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("secret"));
    }

    @Test
    void noMessageShowsItsTextInALog() {
        Row row = new Row("1", SECRET, SECRET);
        assertThat(List.<Object>of(
                        new Reply(SECRET),
                        Template.of("reminder", "es", SECRET),
                        new Template("reminder", "es", null, List.of(), List.of(), SECRET),
                        TemplateParameter.of(SECRET),
                        new TemplateButton(0, TemplateButton.Kind.URL, SECRET),
                        new Buttons(SECRET, List.of(new Button("1", SECRET))),
                        new Button("1", SECRET),
                        ChoiceList.of(SECRET, "Ver", List.of(row)),
                        row,
                        Media.at(MediaKind.DOCUMENT, "https://h.example/?" + SECRET.replace(' ', '+'))
                                .withCaption(SECRET)
                                .named(SECRET)))
                .allSatisfy(shown -> assertThat(shown.toString()).doesNotContain(SECRET, "Ana+Paz"));
    }

    @Test
    void aChannelWithoutAKindGetsItsWords() {
        OutboundMessage buttons = new Buttons("¿Confirma?", List.of(new Button("y", "Sí")));

        assertThat(ChannelFeatures.ALL.fit(buttons)).containsExactly(buttons);
        assertThat(ChannelFeatures.TEXT.fit(buttons)).containsExactly(new OutboundMessage.Text("¿Confirma?\n\n• Sí"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChannelFeatures(19, java.util.Set.of()));
    }

    @Test
    void aLongTextIsSplitAtParagraphsLinesSentencesAndWords() {
        assertThat(parts("one two three four five six", 20)).containsExactly("one two three four", "five six");
        assertThat(parts("aaaa bbbb cccc. dddd eeee", 20)).containsExactly("aaaa bbbb cccc.", "dddd eeee");
        assertThat(parts("aaaaaaaaaa\nbbb ccc ddd eee", 20)).containsExactly("aaaaaaaaaa", "bbb ccc ddd eee");
        assertThat(parts("aaaaaaaaaa\n\nbbb\nc ddd eee", 20)).containsExactly("aaaaaaaaaa", "bbb\nc ddd eee");
    }

    @ParameterizedTest
    @ValueSource(strings = {"😀", "é", "e\u0301", "👩\u200d👧", "x "})
    void noPartIsTooLongOrBlankAndNothingIsLost(String unit) {
        String text = unit.repeat(3000);

        List<String> parts = parts(text, 25);

        assertThat(parts).allSatisfy(part -> {
            assertThat(part).isNotBlank().hasSizeLessThanOrEqualTo(25);
            assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
            assertThat(part).doesNotStartWith("\u0301").doesNotStartWith("\u200d");
        });
        assertThat(String.join("", parts).replace(" ", "")).isEqualTo(text.replace(" ", ""));
    }

    @Test
    void aTextThatFitsStaysAsItIs() {
        assertThat(parts("  Hola  ", 20)).containsExactly("  Hola  ");
    }

    private static List<String> parts(String text, int max) {
        return new ChannelFeatures(max, java.util.Set.of())
                .fit(new OutboundMessage.Text(text)).stream()
                        .map(OutboundMessage::words)
                        .toList();
    }
}
