package io.conserje.application.receptionist.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.pms.MockPropertyManagement;
import io.conserje.application.receptionist.booking.Conversation;
import io.conserje.application.receptionist.reading.Intent;
import io.conserje.application.receptionist.reading.Lexicon;
import io.conserje.application.receptionist.reading.Request;
import io.conserje.application.receptionist.reading.StaySaid.Dates;
import io.conserje.application.receptionist.reading.Term;
import io.conserje.application.receptionist.reading.Words;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A third language is one lexicon, one implementation of the phrases and one line that registers them. */
final class PortugueseTest implements PhrasesContract {

    /** A Wednesday, nine in the morning in Buenos Aires. */
    private static final Instant WEDNESDAY = Instant.parse("2027-03-10T12:00:00Z");

    private static final LocalDate TODAY = LocalDate.of(2027, 3, 10);

    private static final Language PORTUGUESE =
            new Language("portuguese", PortugueseLexicon.LEXICON, new PortuguesePhrases());
    private static final Languages THREE = new Languages(
            List.of(Languages.ALL.byCodeOrDefault("spanish"), Languages.ALL.byCodeOrDefault("english"), PORTUGUESE));

    @Override
    public Phrases phrases() {
        return PORTUGUESE.phrases();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quarto do dia 12 ao dia 15 de março                 | 2027-03-12 | 2027-03-15
            do 12 ao 15 de março                                | 2027-03-12 | 2027-03-15
            de 28 de dezembro até 3 de janeiro                  | 2027-12-28 | 2028-01-03
            amanhã por 2 noites                                 | 2027-03-11 | 2027-03-13
            próxima quarta por uma semana                       | 2027-03-17 | 2027-03-24
            depois de amanhã às 15, duas noites                 | 2027-03-12 | 2027-03-14
            este fim de semana                                  | 2027-03-12 | 2027-03-14
            """)
    void readsAStay(String text, LocalDate checkIn, LocalDate checkOut) {
        assertThat(read(text).stay()).isEqualTo(new Dates(new Stay(checkIn, checkOut)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quarto para 3 pessoas, por favor     | 3
            somos dois                           | 2
            dois adultos e uma criança           | 3
            quarto para quatro do 12 ao 15       | 4
            """)
    void readsANumberOfGuests(String text, int guests) {
        assertThat(read(text).guestsOr(0)).isEqualTo(guests);
    }

    @Test
    void readsAWish() {
        assertThat(read("quero falar com alguém").intent()).isEqualTo(Intent.HAND_OVER);
        assertThat(read("vocês têm quarto livre?").intent()).isEqualTo(Intent.AVAILABILITY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Olá, vocês têm quarto livre?                        | portuguese
            Hola, ¿tienen habitación para mañana?               | spanish
            Hello, do you have a room for tomorrow?             | english
            """)
    void findsOneOfThreeLanguages(String text, String code) {
        assertThat(THREE.findIn(THREE.wordsOf(text))).map(Language::code).contains(code);
    }

    @Test
    void answersAndRemembersInTheThirdLanguage() {
        Answer answer = answer("Olá, quarto do 12 ao 15 de março para duas pessoas", Map.of());

        assertThat(answer.replies())
                .singleElement()
                .satisfies(
                        reply -> assertThat(reply.text()).startsWith("Olá! Quartos livres de 2027-03-12 a 2027-03-15"));
        assertThat(answer.memory()).containsEntry("language", "portuguese");
        assertThat(answer("12/03", answer.memory()).replies().getFirst().text()).startsWith("Quartos livres");
    }

    @Test
    void refusesAWordWithTwoValues() {
        Lexicon other = Lexicon.builder().numbers("one, two, dos").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Languages(List.of(
                        Languages.ALL.byCodeOrDefault("spanish"), new Language("x", other, new PortuguesePhrases()))))
                .withMessageContaining("\"dos\" means 2 and 3");
    }

    private static Request read(String text) {
        Words words = THREE.wordsOf(text);
        return Request.read(words, TODAY, false);
    }

    private static Answer answer(String text, Map<String, String> memory) {
        Conversation conversation = new Conversation(THREE, new MockPropertyManagement(), null, () -> WEDNESDAY);
        return conversation.answer(new Incoming(
                Tenant.named(new TenantId("hotel-centro"), "Hotel Centro"),
                new MessageId(new UUID(1, 2)),
                new InboundMessage(
                        new ProviderMessageId("wamid.1"),
                        GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                        null,
                        new Text(text),
                        WEDNESDAY),
                memory));
    }

    /** Enough of Portuguese to book a room. Words that are the same in Spanish are left to it. */
    private static final class PortugueseLexicon {

        private static final Lexicon LEXICON = Lexicon.builder()
                .words(Term.COMMON, """
                        olá, bom, boa, oi, você, vocês, têm, quarto, quartos, pessoas, noites, do, ao, até, amanhã,
                        quero""")
                .weekdays(List.of("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"))
                .months(List.of("""
                        janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro""".split(" ", -1)))
                .numbers("um/uma, dois/duas, três, quatro")
                .words(Term.OF, "de")
                .words(Term.OF_THE, "do")
                .words(Term.TO, "a")
                .words(Term.TO_THE, "ao")
                .words(Term.UNTIL, "até")
                .words(Term.AND, "e")
                .words(Term.NEXT, "próxima, próximo, que vem")
                .words(Term.TOMORROW, "amanhã")
                .words(Term.DAY_AFTER_TOMORROW, "depois de amanhã")
                .words(Term.WEEKEND, "fim de semana")
                .words(Term.NIGHTS, "noite, noites, dia, dias")
                .words(Term.AT, "às")
                .words(Term.PEOPLE, "pessoa, pessoas")
                .words(Term.CHILDREN, "criança, crianças")
                .words(Term.AFTER_COUNT, "do")
                .words(Term.ALONG_WITH, "e, com, mais")
                .words(Term.ROOM_WANTED, "quarto, quartos, livre, livres")
                .words(Term.PERSON_WANTED, "falar com")
                .words(Term.HELLO, "olá, oi")
                .build();
    }
}
