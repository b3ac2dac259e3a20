package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.StaySaid.Refusal;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.pms.RoomType;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/** Spanish as hotels of the Río de la Plata write it to guests: usted, and short. */
final class SpanishPhrases implements Phrases {

    private static final String ABILITIES = """
            • Disponibilidad y precios: «este fin de semana», «del 12 al 15 de marzo para 3 personas»
            • Horario de recepción: «horario»
            • Hablar con una persona: «persona»""";
    private static final String EXAMPLES =
            "Por ejemplo: «este fin de semana», «mañana por 2 noches» o «del 12 al 15 de marzo».";

    private final Wording wording = new Wording('.', ',');

    @Override
    public String hello() {
        return "¡Hola!";
    }

    @Override
    public String welcome(Tenant hotel) {
        return "¡Hola! Gracias por escribir a " + hotel.name() + ". ¿En qué puedo ayudarle?\n\n" + ABILITIES;
    }

    @Override
    public String menu(Tenant hotel) {
        return "Soy el asistente de " + hotel.name() + ". Puedo ayudarle con:\n\n" + ABILITIES;
    }

    @Override
    public Labels labels() {
        return new Labels("Ver habitaciones", "Confirmo", "Cancelar");
    }

    @Override
    public String offersOver(Tenant hotel, Stay stay, int guests, int offers) {
        return available(hotel, stay, guests) + "." + also(offers)
                + "\n\nElija una y se la aparto. También puede decirme otras fechas u otra cantidad de personas.";
    }

    @Override
    public String goneOver(RoomId room, Stay stay, int offers) {
        return taken(room, stay) + ". Estas me quedan para esas fechas; elija una y se la aparto." + also(offers);
    }

    @Override
    public String tooSmallOver(Room room, int guests, int offers) {
        return small(room, guests) + ". Estas me quedan para esas fechas; elija una y se la aparto." + also(offers);
    }

    @Override
    public String roomTitle(RoomId room) {
        return "Habitación " + room;
    }

    @Override
    public String roomDetail(Offer offer) {
        return type(offer.room().type()) + ", hasta " + people(offer.room().sleeps()) + ", "
                + wording.money(offer.perNight()) + " por noche";
    }

    private static String also(int offers) {
        return more(offers).replace("\ny ", " Hay ");
    }

    private static String available(Tenant hotel, Stay stay, int guests) {
        return "Con gusto le ayudo. En " + hotel.name() + " tenemos disponibilidad para " + people(guests) + " "
                + dates(stay);
    }

    private static String taken(RoomId room, Stay stay) {
        return "Lo siento, la habitación " + room + " ya no está disponible " + dates(stay);
    }

    private static String small(Room room, int guests) {
        return "La habitación " + room.id() + " es para " + people(room.sleeps()) + ", y usted busca para "
                + people(guests);
    }

    @Override
    public String offers(Tenant hotel, Stay stay, int guests, List<Offer> offers, boolean holding) {
        return available(hotel, stay, guests) + ":\n\n" + wording.list(offers, this::line) + more(offers.size())
                + "\n\n"
                + (holding
                        ? "Para apartar una escriba su número, por ejemplo «la "
                                + offers.getFirst().room().id() + "»."
                        : "Para reservar una de ellas escriba «persona» y recepción se la confirma.")
                + " También puede decirme otras fechas u otra cantidad de personas.";
    }

    @Override
    public String heldOver(RoomId room, Stay stay, Money total, LocalTime until) {
        return "Le aparté la habitación " + room + " " + dates(stay) + ", " + wording.money(total)
                + " en total. Se la guardo hasta las " + wording.time(until) + ".";
    }

    @Override
    public String held(RoomId room, Stay stay, Money total, LocalTime until) {
        return heldOver(room, stay, total, until)
                + " Para reservarla escriba «confirmo»; si ya no la quiere, «cancelar».";
    }

    @Override
    public String confirmed(RoomId room, Stay stay, String code) {
        return "¡Listo! Su reserva de la habitación " + room + " " + dates(stay) + " está confirmada. Su código es "
                + code + ". Para cambiarla o anularla escriba «persona».";
    }

    @Override
    public String cancelled() {
        return "De acuerdo, la habitación ya no está apartada. Si quiere, busco otra: dígame las fechas.";
    }

    @Override
    public String nothingHeld() {
        return "No tiene ninguna habitación apartada en este momento. Dígame las fechas y le muestro las que están"
                + " libres; por una reserva ya confirmada escriba «persona».";
    }

    @Override
    public String gone(RoomId room, Stay stay, List<Offer> offers) {
        return taken(room, stay) + ". " + left(offers);
    }

    @Override
    public String alreadyYours(Booking booking) {
        return "La habitación " + booking.room() + " ya está reservada a su nombre " + dates(booking.stay())
                + ". Su código es " + booking.code()
                + ". Para cambiarla, anularla o saber más de ella escriba «persona».";
    }

    @Override
    public String tooSmall(Room room, int guests, List<Offer> offers) {
        return small(room, guests) + ". " + left(offers);
    }

    private String left(List<Offer> offers) {
        return offers.isEmpty()
                ? "¿Probamos con otras fechas?"
                : "Para esas fechas me quedan:\n\n" + wording.list(offers, this::line) + more(offers.size())
                        + "\n\nPara apartar una escriba su número, por ejemplo «la "
                        + offers.getFirst().room().id() + "».";
    }

    @Override
    public String cannotHold() {
        return "En este momento no puedo apartar habitaciones. Pruebe de nuevo en unos minutos o, si prefiere, escriba"
                + " «persona».";
    }

    private String line(Offer offer) {
        return "Habitación " + offer.room().id() + ", " + type(offer.room().type()) + " (hasta "
                + people(offer.room().sleeps()) + "): " + wording.money(offer.perNight()) + " por noche, "
                + wording.money(offer.total()) + " en total";
    }

    private static String more(int offers) {
        int more = offers - MAX_OFFERS;
        return more <= 0 ? "" : more == 1 ? "\ny 1 habitación más." : "\ny " + more + " habitaciones más.";
    }

    @Override
    public String noRooms(Stay stay, int guests) {
        return "Lo siento, no nos queda ninguna habitación libre para " + people(guests) + " " + dates(stay)
                + ". ¿Probamos con otras fechas" + (guests > 1 ? " o con menos personas por habitación" : "") + "?";
    }

    @Override
    public String group(int maxGuests) {
        return "Para grupos de más de " + maxGuests
                + " personas le atiende mejor alguien del hotel: escriba «persona» y le pongo en contacto.";
    }

    @Override
    public String whichDates() {
        return "¡Con gusto! ¿Para qué fechas busca habitación, y para cuántas personas? " + EXAMPLES;
    }

    @Override
    public String datesNotUnderstood() {
        return "Disculpe, no entendí las fechas. " + EXAMPLES
                + " Si prefiere hablar con una persona, escriba «persona».";
    }

    @Override
    public String refused(Refusal why) {
        return switch (why) {
            case PAST -> "Esa fecha ya pasó. ¿Para qué otras fechas busca habitación? " + EXAMPLES;
            case REVERSED -> "La salida tiene que ser posterior a la llegada. ¿Me repite las fechas? " + EXAMPLES;
            case TOO_LONG ->
                "Por este medio puedo consultar estadías de hasta " + Stay.MAX_NIGHTS
                        + " noches. ¿Me dice otras fechas? Si necesita más tiempo, escriba «persona».";
            case TOO_FAR ->
                "Todavía no tenemos tarifas para una fecha tan lejana. Puedo consultar los próximos dos años:"
                        + " ¿qué otras fechas le sirven?";
            case IMPOSSIBLE -> "No encuentro esa fecha en el calendario. ¿Me la repite como día y mes? " + EXAMPLES;
        };
    }

    @Override
    public String hours(Tenant hotel, Desk desk) {
        OpeningHours hours = hotel.hours();
        if (hours.isRoundTheClock()) {
            return "La recepción de " + hotel.name() + " atiende todos los días, las 24 horas.";
        }
        return "La recepción de " + hotel.name() + " atiende todos los días de " + wording.time(hours.opens()) + " a "
                + wording.time(hours.closes()) + ", hora local. "
                + switch (desk) {
                    case OPEN -> "Ahora está abierta.";
                    case OPENS_TODAY -> "Ahora está cerrada; abre hoy a las " + wording.time(hours.opens()) + ".";
                    case OPENS_TOMORROW -> "Ahora está cerrada; abre mañana a las " + wording.time(hours.opens()) + ".";
                };
    }

    @Override
    public String handOver(Tenant hotel, Desk desk) {
        String opens = wording.time(hotel.hours().opens());
        return switch (desk) {
                    case OPEN -> "Le paso con una persona de recepción, que le responderá en este mismo chat.";
                    case OPENS_TODAY ->
                        "La recepción está cerrada en este momento. Una persona le responderá en este mismo chat hoy a"
                                + " partir de las " + opens + ".";
                    case OPENS_TOMORROW ->
                        "La recepción está cerrada en este momento. Una persona le responderá en este mismo chat mañana"
                                + " a partir de las " + opens + ".";
                }
                + " Mientras tanto yo no intervengo; si quiere volver conmigo, escriba «menú».";
    }

    @Override
    public String youAreWelcome() {
        return "¡Con gusto! Si necesita algo más, aquí estoy.";
    }

    @Override
    public String goodbye(Tenant hotel) {
        return "¡Hasta pronto! Gracias por escribir a " + hotel.name() + ".";
    }

    @Override
    public String onlyText() {
        return "Disculpe, por ahora solo puedo leer mensajes de texto. ¿Me lo escribe, por favor? Si prefiere que lo"
                + " vea una persona, escriba «persona».";
    }

    @Override
    public String notUnderstood(Tenant hotel) {
        return "Disculpe, no le entendí. En " + hotel.name() + " puedo ayudarle con:\n\n" + ABILITIES;
    }

    private static String type(RoomType type) {
        return switch (type) {
            case SINGLE -> "individual";
            case DOUBLE -> "doble";
            case TWIN -> "con camas separadas";
            case SUITE -> "suite";
        };
    }

    private static String people(int number) {
        return number == 1 ? "1 persona" : number + " personas";
    }

    private static String dates(Stay stay) {
        String nights = stay.nights() == 1 ? "1 noche" : stay.nights() + " noches";
        String from = Wording.crossesYears(stay) ? dayOfYear(stay.checkIn()) : day(stay.checkIn());
        return "del " + from + " al " + dayOfYear(stay.checkOut()) + " (" + nights + ")";
    }

    private static String dayOfYear(LocalDate date) {
        return day(date) + " de " + date.getYear();
    }

    private static String day(LocalDate date) {
        return SpanishLexicon.WEEKDAYS.get(date.getDayOfWeek().getValue() - 1) + " " + date.getDayOfMonth() + " de "
                + SpanishLexicon.MONTHS.get(date.getMonthValue() - 1);
    }
}
