package io.conserje.application.receptionist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.pms.MockPropertyManagement;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Notice;
import io.conserje.domain.messaging.MessageContent.Reaction;
import io.conserje.domain.messaging.MessageContent.Revocation;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.pms.RoomType;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceptionistTest {

    /** A Wednesday, nine in the morning in Buenos Aires. */
    private static final Instant WEDNESDAY = Instant.parse("2027-03-10T12:00:00Z");

    private static final Tenant CENTRO = Tenant.named(new TenantId("hotel-centro"), "Hotel Centro");
    private static final Tenant PLAYA = Tenant.named(new TenantId("hotel-playa"), "Hotel Playa");
    private static final Currency PESO = Currency.getInstance("ARS");

    private final RecordingRooms pms = new RecordingRooms();
    private Instant now = WEDNESDAY;
    private Map<String, String> memory = Map.of();

    @Test
    void offersTheRoomsOfTheWeekend() {
        String reply = ask("Hola, necesito disponibilidad para este fin de semana");

        assertThat(reply).isEqualTo("""
                ¡Hola! Con gusto le ayudo. En Hotel Centro tenemos disponibilidad para 2 personas del viernes 12 de\
                 marzo al domingo 14 de marzo de 2027 (2 noches):

                • Habitación 102, doble (hasta 2 personas): ARS 68.000 por noche, ARS 136.000 en total
                • Habitación 301, suite (hasta 4 personas): ARS 120.000 por noche, ARS 240.000 en total

                Para reservar una de ellas escriba «persona» y recepción se la confirma. También puede decirme otras\
                 fechas u otra cantidad de personas.""");
    }

    @Test
    void offersTheRoomsOfTheWeekendInEnglish() {
        String reply = ask("Hi, do you have a room for this weekend?");

        assertThat(reply).isEqualTo("""
                Hello! I'd be glad to help. Hotel Centro has rooms for 2 people from Friday 12 March to Sunday 14 March\
                 2027 (2 nights):

                • Room 102, double (up to 2 people): ARS 68,000 per night, ARS 136,000 in total
                • Room 301, suite (up to 4 people): ARS 120,000 per night, ARS 240,000 in total

                To book one of them, write "person" and the front desk will confirm it. You can also ask me about other\
                 dates or another number of people.""");
    }

    @Test
    void answersForEachHotelConsistently() {
        Receptionist receptionist = new Receptionist(new MockPropertyManagement(), InstantSource.fixed(WEDNESDAY));
        Text message = new Text("Hola, necesito disponibilidad para este fin de semana");

        Answer centro = receptionist.handle(incoming(CENTRO, message, Map.of()));
        Answer playa = receptionist.handle(incoming(PLAYA, message, Map.of()));

        assertThat(centro).isEqualTo(receptionist.handle(incoming(CENTRO, message, Map.of())));
        assertThat(roomLines(centro)).isNotEmpty().isNotEqualTo(roomLines(playa));
    }

    @Test
    void namesBothYearsOfAStayOverTheNewYear() {
        assertThat(ask("del 30 de diciembre al 2 de enero"))
                .contains("del jueves 30 de diciembre de 2027 al domingo 2 de enero de 2028 (3 noches)");
        assertThat(ask("from 30 December to 2 January"))
                .contains("from Thursday 30 December 2027 to Sunday 2 January 2028 (3 nights)");
    }

    @Test
    void usesTheSingularForOneNightAndOnePerson() {
        assertThat(ask("habitación para una persona para mañana")).contains("para 1 persona", "(1 noche)");
        assertThat(ask("a room for 1 person for tomorrow")).contains("for 1 person", "(1 night)");
    }

    @Test
    void asksForDatesAndTakesThemFromTheNextMessage() {
        assertThat(ask("Hola, ¿hay habitaciones para 3 personas?")).contains("¡Hola!", "¿Para qué fechas");
        assertThat(pms.asked).isNull();

        assertThat(ask("del 20 al 22 de marzo")).contains("para 3 personas", "sábado 20 de marzo");
        assertThat(pms.asked).isEqualTo("hotel-centro 2027-03-20..2027-03-22 for 3");
    }

    @Test
    void asksAgainForDatesThatAreNotUnderstood() {
        ask("quiero reservar");

        assertThat(ask("cuando sea lindo")).contains("no entendí las fechas");
        assertThat(ask("12/03 al 15/03")).contains("Con gusto");
        assertThat(ask("cuando sea lindo")).contains("no le entendí");
    }

    @Test
    void appliesANumberOfGuestsToTheRememberedStay() {
        ask("12/03 al 15/03");

        assertThat(ask("¿y para 3 personas?")).contains("para 3 personas", "(3 noches)");
        assertThat(pms.asked).isEqualTo("hotel-centro 2027-03-12..2027-03-15 for 3");

        ask("¿y del 20 al 21 de marzo?");
        assertThat(pms.asked).isEqualTo("hotel-centro 2027-03-20..2027-03-21 for 3");
    }

    @Test
    void appliesANumberOfNightsToTheRememberedStay() {
        ask("12/03 al 15/03");
        ask("¿y 5 noches?");

        assertThat(pms.asked).isEqualTo("hotel-centro 2027-03-12..2027-03-17 for 2");
    }

    @Test
    void asksForDatesAfterANumberOfNightsAlone() {
        assertThat(ask("3 noches")).contains("¿Para qué fechas");
    }

    @Test
    void looksUpTheSameStayUntilOtherDatesAreWanted() {
        ask("12/03 al 15/03");

        assertThat(ask("¿cuánto sale?")).contains("viernes 12 de marzo");
        assertThat(ask("otras fechas")).contains("¿Para qué fechas");
        assertThat(ask("y si es 20/03?")).contains("sábado 20 de marzo");
    }

    @Test
    void forgetsAStayOnceItHasBegun() {
        ask("mañana");
        now = WEDNESDAY.plusSeconds(2 * 86_400);

        assertThat(ask("¿y para 3 personas?")).contains("¿Para qué fechas");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            habitación para el 2027-03-01            | Esa fecha ya pasó
            habitación del 15 al 12 de marzo         | posterior a la llegada
            habitación para el 31/02                 | No encuentro esa fecha
            habitación por 400 noches                | hasta 365 noches
            habitación para el 12/03/2035            | tan lejana
            a room for 2027-03-01                    | has passed
            a room from 15 to 12 March               | Check-out has to be after check-in
            a room for 31/02                         | cannot find that date
            a room for 400 nights                    | up to 365 nights
            a room for 12/03/2035                    | so far away
            """)
    void refusesDatesAndAsksForOthers(String text, String words) {
        assertThat(ask(text)).contains(words);
        assertThat(pms.asked).isNull();
        assertThat(memory).containsEntry("awaits_stay", "yes").doesNotContainKey("stay");
    }

    @Test
    void suggestsOtherDatesIfNoRoomIsFree() {
        pms.rooms = List.of();

        assertThat(ask("12/03 para 3 personas"))
                .contains("no nos queda ninguna habitación libre para 3 personas del viernes 12 de marzo")
                .contains("otras fechas o con menos personas");
        assertThat(ask("para 1 persona")).contains("otras fechas?");
        assertThat(ask("and for 3 people?")).contains("no room left for 3 people", "other dates or fewer people");
        assertThat(ask("and for 1 person?")).contains("other dates?");
    }

    @Test
    void sendsALargeGroupToAPerson() {
        assertThat(ask("mañana para 13 personas")).contains("más de 12 personas");
        assertThat(ask("tomorrow for 99999999999 people please")).contains("more than 12 people");
        assertThat(pms.asked).isNull();
        assertThat(memory).doesNotContainKey("guests");
    }

    @Test
    void listsTenRoomsAndCountsTheRest() {
        pms.rooms = rooms(11);
        assertThat(ask("12/03")).contains("y 1 habitación más").doesNotContain("Habitación 111,");
        assertThat(ask("this weekend")).contains("and 1 more room.");

        pms.rooms = rooms(500);
        assertThat(ask("12/03 para 2 personas")).contains("y 490 habitaciones más");
        assertThat(ask("this weekend")).contains("and 490 more rooms.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hola",
                "hola, habitación para mañana",
                "hello, a room for tomorrow",
                "horario",
                "hours",
                "menu",
                "help",
                "asdf",
                "bye",
                "thanks",
                "hello, a person please",
                "hello"
            })
    void theLongestNamesFitIntoAReply(String text) {
        Tenant longest = Tenant.named(new TenantId("h1"), "Ñ".repeat(200));
        Money most = new Money(new BigDecimal("1E+400"), PESO);
        pms.rooms = IntStream.range(100, 400)
                .mapToObj(number -> new Room(new RoomId(number + "x".repeat(37)), RoomType.TWIN, Integer.MAX_VALUE))
                .toList();
        pms.price = most;

        Answer answer = receptionist().handle(incoming(longest, new Text(text), Map.of()));

        assertThat(answer.replies())
                .singleElement()
                .satisfies(reply -> assertThat(reply.text()).hasSizeLessThan(4096));
    }

    @Test
    void namesEveryRoomTypeInBothLanguages() {
        pms.rooms = List.of(
                new Room(new RoomId("1"), RoomType.SINGLE, 1),
                new Room(new RoomId("2"), RoomType.DOUBLE, 2),
                new Room(new RoomId("3"), RoomType.TWIN, 2),
                new Room(new RoomId("4"), RoomType.SUITE, 4));

        assertThat(ask("mañana")).contains("1, individual", "2, doble", "3, con camas separadas", "4, suite");
        assertThat(ask("tomorrow")).contains("1, single", "2, double", "3, twin beds", "4, suite");
    }

    @Test
    void remembersTheLanguage() {
        assertThat(ask("Hello")).contains("Thank you for writing to Hotel Centro");
        assertThat(ask("12/03")).contains("Friday 12 March");
        assertThat(ask("gracias")).contains("Con gusto");
        assertThat(ask("12/03")).contains("viernes 12 de marzo");
    }

    @Test
    void ignoresMalformedMemory() {
        memory = Map.of("language", "??", "stay", "tomorrow", "guests", "many", "handed_over", "maybe", "x", "y");

        assertThat(ask("¿hay lugar?")).contains("¿Para qué fechas");
        assertThat(memory)
                .containsOnly(Map.entry("language", "spanish"), Map.entry("awaits_stay", "yes"), Map.entry("x", "y"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            09:00 | 21:00 | 2027-03-10T12:00:00Z | horario | de 9:00 a 21:00, hora local. Ahora está abierta.
            09:00 | 21:00 | 2027-03-10T11:59:59Z | horario | Ahora está cerrada; abre hoy a las 9:00.
            09:00 | 21:00 | 2027-03-11T00:00:00Z | horario | Ahora está cerrada; abre mañana a las 9:00.
            18:00 | 02:00 | 2027-03-11T04:30:00Z | horario | Ahora está abierta.
            18:00 | 02:00 | 2027-03-11T05:00:00Z | horario | Ahora está cerrada; abre hoy a las 18:00.
            00:00 | 00:00 | 2027-03-10T12:00:00Z | horario | todos los días, las 24 horas.
            09:00 | 21:00 | 2027-03-10T12:00:00Z | hours   | from 9:00 to 21:00, local time. It is open now.
            09:00 | 21:00 | 2027-03-10T11:59:59Z | hours   | It is closed now and opens today at 9:00.
            09:00 | 21:00 | 2027-03-11T00:00:00Z | hours   | It is closed now and opens tomorrow at 9:00.
            00:00 | 00:00 | 2027-03-10T12:00:00Z | hours   | every day, round the clock.
            """)
    void tellsTheHoursAndWhetherTheDeskIsOpen(
            LocalTime opens, LocalTime closes, Instant at, String text, String words) {
        now = at;

        assertThat(askAt(hotel(Tenant.DEFAULT_ZONE, opens, closes), text)).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        // Half past ten at night on the 10th in Buenos Aires is the 11th already in UTC, and in Madrid.
        "2027-03-11T01:30:00Z,America/Argentina/Buenos_Aires,2027-03-11",
        "2027-03-11T01:30:00Z,Europe/Madrid,2027-03-12",
        "2027-03-11T02:59:59Z,America/Argentina/Buenos_Aires,2027-03-11",
        "2027-03-11T03:00:00Z,America/Argentina/Buenos_Aires,2027-03-12",
        "2027-03-10T10:30:00Z,Pacific/Auckland,2027-03-11",
        "2027-03-10T11:00:00Z,Pacific/Auckland,2027-03-12"
    })
    void tomorrowIsTheHotelsTomorrow(Instant at, ZoneId zone, String tomorrow) {
        now = at;
        askAt(hotel(zone, LocalTime.of(9, 0), LocalTime.of(21, 0)), "mañana por 1 noche");

        assertThat(pms.asked).contains(" " + tomorrow + "..");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2027-03-10T12:00:00Z | quiero hablar con una persona | Le paso con una persona de recepción
            2027-03-10T11:00:00Z | quiero hablar con una persona | mismo chat hoy a partir de las 9:00
            2027-03-11T01:00:00Z | quiero hablar con una persona | mismo chat mañana a partir de las 9:00
            2027-03-10T12:00:00Z | I want to talk to a human     | handing you over to a person
            2027-03-10T11:00:00Z | I want to talk to a human     | in this chat today from 9:00 on
            2027-03-11T01:00:00Z | I want to talk to a human     | in this chat tomorrow from 9:00 on
            """)
    void handsOverAndTellsWhenAPersonAnswers(Instant at, String text, String words) {
        now = at;

        assertThat(ask(text)).contains(words).containsAnyOf("«menú»", "\"menu\"");
        assertThat(memory).containsEntry("handed_over", "yes");
    }

    @Test
    void staysSilentAfterAHandOverUntilCalledBack() {
        ask("12/03 al 15/03 para 3 personas");
        ask("quiero hablar con una persona");
        Map<String, String> before = memory;

        assertThat(handle(new Text("Hello, is anybody there? I want to talk to a human")))
                .isEmpty();
        assertThat(handle(new Text("quiero volver a preguntar por mañana"))).isEmpty();
        assertThat(handle(Media.of(Media.Kind.IMAGE))).isEmpty();
        assertThat(memory).isEqualTo(before);

        assertThat(ask("Menú")).contains("Soy el asistente de Hotel Centro");
        assertThat(ask("¿y cuánto sale?")).contains("para 3 personas", "viernes 12 de marzo");
    }

    @Test
    void answersCaptionsChoicesAndCorrectionsAsTexts() {
        String asked = "¿Tienen lugar del 12 al 14 de marzo para 2?";
        String answer = ask(asked);
        assertThat(answer).contains("12 de marzo");
        for (MessageContent content : List.of(
                new Media(Media.Kind.IMAGE, "1", "image/jpeg", asked, null, null, false, false),
                new Choice(Choice.Control.BUTTON, "b1", asked, null),
                new Edit("wamid.X1", new Text(asked)))) {
            memory = Map.of();
            assertThat(handle(content))
                    .singleElement()
                    .satisfies(reply -> assertThat(reply.text()).isEqualTo(answer));
        }
    }

    @Test
    void isSilentAboutReactionsRevocationsAndNotices() {
        ask("quiero hablar con una persona");
        Map<String, String> before = memory;
        for (MessageContent content :
                List.of(new Reaction("wamid.1", "👍"), new Revocation("wamid.1"), new Notice("system", null))) {
            assertThat(handle(content)).isEmpty();
        }
        assertThat(memory).isEqualTo(before);
        memory = Map.of();
        assertThat(handle(new Reaction("wamid.1", null))).isEmpty();
        assertThat(memory).isEmpty();
    }

    @Test
    void asksForTextWhereThereAreNoWords() {
        assertThat(handle(Media.of(Media.Kind.AUDIO)))
                .singleElement()
                .satisfies(reply -> assertThat(reply.text()).contains("solo puedo leer mensajes de texto"));

        ask("hello");
        assertThat(handle(Media.of(Media.Kind.IMAGE)))
                .singleElement()
                .satisfies(reply -> assertThat(reply.text()).contains("only read text messages"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hola                 | ¡Hola! Gracias por escribir a Hotel Centro.
            Hello                | Hello! Thank you for writing to Hotel Centro.
            ayuda por favor      | Soy el asistente de Hotel Centro
            help please          | I am the assistant of Hotel Centro
            gracias              | ¡Con gusto!
            thanks               | You are welcome!
            chau                 | ¡Hasta pronto! Gracias por escribir a Hotel Centro.
            bye                  | See you soon! Thank you for writing to Hotel Centro.
            ¿tienen gimnasio?    | Disculpe, no le entendí. En Hotel Centro puedo
            do you have a gym    | Sorry, I did not understand. At Hotel Centro I can
            """)
    void answersCourtesiesAndWhatItDoesNotUnderstand(String text, String beginning) {
        assertThat(ask(text)).startsWith(beginning);
    }

    @Test
    void asksAgainForDatesInEnglish() {
        assertThat(ask("I need a room")).contains("For which dates");
        assertThat(ask("when the weather is nice")).contains("I did not understand the dates");
    }

    @Test
    void answersAnEmptyMessageWithTheMenu() {
        assertThat(ask("")).contains("«horario»");
    }

    @Test
    void retriesIfRoomsCannotBeLookedUp() {
        StoreUnavailableException down = new StoreUnavailableException("down", new IllegalStateException());
        PropertyManagement broken = (tenant, stay, guests) -> {
            throw down;
        };
        Receptionist receptionist = new Receptionist(broken, InstantSource.fixed(WEDNESDAY));

        assertThatExceptionOfType(HandlingException.class)
                .isThrownBy(() -> receptionist.handle(incoming(CENTRO, new Text("mañana"), Map.of())))
                .withMessageContaining("hotel-centro")
                .withCause(down)
                .satisfies(failed -> {
                    assertThat(failed.reason()).isEqualTo("pms_unavailable");
                    assertThat(failed.isPermanent()).isFalse();
                });
    }

    @Test
    void repeatsItsAnswerForTheSameMemory() {
        Map<String, String> before = Map.of("stay", "2027-03-12/2027-03-15", "guests", "3");
        Incoming incoming = incoming(CENTRO, new Text("¿y 2 noches?"), before);

        assertThat(receptionist().handle(incoming)).isEqualTo(receptionist().handle(incoming));
    }

    private String ask(String text) {
        return askAt(CENTRO, text);
    }

    private String askAt(Tenant hotel, String text) {
        List<Reply> replies = handle(hotel, new Text(text));
        assertThat(replies).hasSize(1);
        return replies.getFirst().text();
    }

    private List<Reply> handle(MessageContent content) {
        return handle(CENTRO, content);
    }

    private List<Reply> handle(Tenant hotel, MessageContent content) {
        Answer answer = receptionist().handle(incoming(hotel, content, memory));
        memory = answer.memory();
        return answer.replies();
    }

    private Receptionist receptionist() {
        return new Receptionist(pms, () -> now);
    }

    private static Incoming incoming(Tenant hotel, MessageContent content, Map<String, String> memory) {
        return new Incoming(
                hotel,
                new MessageId(new UUID(1, 2)),
                new InboundMessage(
                        new ProviderMessageId("wamid.1"),
                        GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                        null,
                        content,
                        WEDNESDAY),
                memory);
    }

    private static Tenant hotel(ZoneId zone, LocalTime opens, LocalTime closes) {
        return new Tenant(new TenantId("h1"), "Hotel Uno", TenantStatus.ACTIVE, zone, new OpeningHours(opens, closes));
    }

    private static List<String> roomLines(Answer answer) {
        return answer.replies()
                .getFirst()
                .text()
                .lines()
                .filter(line -> line.startsWith("•"))
                .toList();
    }

    private static List<Room> rooms(int number) {
        return IntStream.range(0, number)
                .mapToObj(index -> new Room(new RoomId(Integer.toString(101 + index)), RoomType.DOUBLE, 2))
                .toList();
    }

    /** Offers the same rooms for every stay, and remembers the last question. */
    private static final class RecordingRooms implements PropertyManagement {

        private List<Room> rooms = List.of(
                new Room(new RoomId("102"), RoomType.DOUBLE, 2), new Room(new RoomId("301"), RoomType.SUITE, 4));
        private Money price = new Money(BigDecimal.valueOf(68_000), PESO);
        private @Nullable String asked;

        @Override
        public List<Offer> available(TenantId tenant, Stay stay, int guests) {
            asked = tenant + " " + stay + " for " + guests;
            return rooms.stream()
                    .map(room -> new Offer(room, stay, priceOf(room)))
                    .toList();
        }

        private Money priceOf(Room room) {
            return room.type() == RoomType.SUITE ? new Money(BigDecimal.valueOf(120_000), PESO) : price;
        }
    }
}
