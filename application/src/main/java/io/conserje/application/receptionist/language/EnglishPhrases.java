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

/** English for guests from anywhere: plain words, day before month as the hotel reads them. */
final class EnglishPhrases implements Phrases {

    private static final String ABILITIES = """
            • Availability and prices: "this weekend", "12 to 15 March for 3 people"
            • Opening hours of the front desk: "hours"
            • Talking to a person: "person\"""";
    private static final String EXAMPLES =
            "For example: \"this weekend\", \"tomorrow for 2 nights\" or \"from March 12 to 15\".";

    private final Wording wording = new Wording(',', '.');

    @Override
    public String hello() {
        return "Hello!";
    }

    @Override
    public String welcome(Tenant hotel) {
        return "Hello! Thank you for writing to " + hotel.name() + ". How can I help you?\n\n" + ABILITIES;
    }

    @Override
    public String menu(Tenant hotel) {
        return "I am the assistant of " + hotel.name() + ". I can help you with:\n\n" + ABILITIES;
    }

    @Override
    public Labels labels() {
        return new Labels("See rooms", "Confirm", "Cancel");
    }

    @Override
    public String offersOver(Tenant hotel, Stay stay, int guests, int offers) {
        return available(hotel, stay, guests) + "." + also(offers)
                + "\n\nChoose one and I will hold it. You can also ask me about other dates or another number of people.";
    }

    @Override
    public String goneOver(RoomId room, Stay stay, int offers) {
        return taken(room, stay) + ". These are left for those dates; choose one and I will hold it." + also(offers);
    }

    @Override
    public String tooSmallOver(Room room, int guests, int offers) {
        return small(room, guests) + ". These are left for those dates; choose one and I will hold it." + also(offers);
    }

    @Override
    public String roomTitle(RoomId room) {
        return "Room " + room;
    }

    @Override
    public String roomDetail(Offer offer) {
        return type(offer.room().type()) + ", up to " + people(offer.room().sleeps()) + ", "
                + wording.money(offer.perNight()) + " per night";
    }

    private static String also(int offers) {
        return more(offers).replace("\nand ", " I also have ");
    }

    private static String available(Tenant hotel, Stay stay, int guests) {
        return "I'd be glad to help. " + hotel.name() + " has rooms for " + people(guests) + " " + dates(stay);
    }

    private static String taken(RoomId room, Stay stay) {
        return "I am sorry, room " + room + " is no longer available " + dates(stay);
    }

    private static String small(Room room, int guests) {
        return "Room " + room.id() + " sleeps " + people(room.sleeps()) + ", and you asked for " + people(guests);
    }

    @Override
    public String offers(Tenant hotel, Stay stay, int guests, List<Offer> offers, boolean holding) {
        return available(hotel, stay, guests) + ":\n\n" + wording.list(offers, this::line) + more(offers.size())
                + "\n\n"
                + (holding
                        ? "To hold one, write its number, such as \"room "
                                + offers.getFirst().room().id() + "\"."
                        : "To book one of them, write \"person\" and the front desk will confirm it.")
                + " You can also ask me about other dates or another number of people.";
    }

    @Override
    public String heldOver(RoomId room, Stay stay, Money total, LocalTime until) {
        return "I am holding room " + room + " for you " + dates(stay) + ", " + wording.money(total)
                + " in total, until " + wording.time(until) + ".";
    }

    @Override
    public String held(RoomId room, Stay stay, Money total, LocalTime until) {
        return heldOver(room, stay, total, until)
                + " To book it, write \"confirm\"; if you no longer want it, \"cancel\".";
    }

    @Override
    public String confirmed(RoomId room, Stay stay, String code) {
        return "Done! Your booking of room " + room + " " + dates(stay) + " is confirmed. Your code is " + code
                + ". To change or cancel it, write \"person\".";
    }

    @Override
    public String cancelled() {
        return "All right, the room is no longer held. If you like I can look for another one: tell me the dates.";
    }

    @Override
    public String nothingHeld() {
        return "I am not holding any room for you at the moment. Tell me the dates and I will show you what is free;"
                + " about a booking that is confirmed, write \"person\".";
    }

    @Override
    public String gone(RoomId room, Stay stay, List<Offer> offers) {
        return taken(room, stay) + ". " + left(offers);
    }

    @Override
    public String alreadyYours(Booking booking) {
        return "Room " + booking.room() + " is already booked in your name " + dates(booking.stay())
                + ". Your code is " + booking.code()
                + ". To change or cancel it, or to know more about it, write \"person\".";
    }

    @Override
    public String tooSmall(Room room, int guests, List<Offer> offers) {
        return small(room, guests) + ". " + left(offers);
    }

    private String left(List<Offer> offers) {
        return offers.isEmpty()
                ? "Shall we try other dates?"
                : "For those dates I have:\n\n" + wording.list(offers, this::line) + more(offers.size())
                        + "\n\nTo hold one, write its number, such as \"room "
                        + offers.getFirst().room().id() + "\".";
    }

    @Override
    public String cannotHold() {
        return "I cannot hold rooms at the moment. Please try again in a few minutes or, if you prefer, write"
                + " \"person\".";
    }

    private String line(Offer offer) {
        return "Room " + offer.room().id() + ", " + type(offer.room().type()) + " (up to "
                + people(offer.room().sleeps()) + "): " + wording.money(offer.perNight()) + " per night, "
                + wording.money(offer.total()) + " in total";
    }

    private static String more(int offers) {
        int more = offers - MAX_OFFERS;
        return more <= 0 ? "" : more == 1 ? "\nand 1 more room." : "\nand " + more + " more rooms.";
    }

    @Override
    public String noRooms(Stay stay, int guests) {
        return "I'm sorry, we have no room left for " + people(guests) + " " + dates(stay)
                + ". Shall we try other dates" + (guests > 1 ? " or fewer people per room" : "") + "?";
    }

    @Override
    public String group(int maxGuests) {
        return "For groups of more than " + maxGuests
                + " people somebody at the hotel can help you better: write \"person\" and I will put you in touch.";
    }

    @Override
    public String whichDates() {
        return "With pleasure! For which dates do you need a room, and for how many people? " + EXAMPLES;
    }

    @Override
    public String datesNotUnderstood() {
        return "Sorry, I did not understand the dates. " + EXAMPLES
                + " If you would rather talk to a person, write \"person\".";
    }

    @Override
    public String refused(Refusal why) {
        return switch (why) {
            case PAST -> "That date has passed. Which other dates would suit you? " + EXAMPLES;
            case REVERSED -> "Check-out has to be after check-in. Could you tell me the dates again? " + EXAMPLES;
            case TOO_LONG ->
                "I can look up stays of up to " + Stay.MAX_NIGHTS
                        + " nights here. Could you tell me other dates? If you need longer, write \"person\".";
            case TOO_FAR ->
                "We have no rates yet for a date so far away. I can look up the next two years: which other dates would"
                        + " suit you?";
            case IMPOSSIBLE ->
                "I cannot find that date in the calendar. Could you write it as day and month? " + EXAMPLES;
        };
    }

    @Override
    public String hours(Tenant hotel, Desk desk) {
        OpeningHours hours = hotel.hours();
        if (hours.isRoundTheClock()) {
            return "The front desk of " + hotel.name() + " is open every day, round the clock.";
        }
        return "The front desk of " + hotel.name() + " is open every day from " + wording.time(hours.opens()) + " to "
                + wording.time(hours.closes()) + ", local time. "
                + switch (desk) {
                    case OPEN -> "It is open now.";
                    case OPENS_TODAY -> "It is closed now and opens today at " + wording.time(hours.opens()) + ".";
                    case OPENS_TOMORROW ->
                        "It is closed now and opens tomorrow at " + wording.time(hours.opens()) + ".";
                };
    }

    @Override
    public String handOver(Tenant hotel, Desk desk) {
        String opens = wording.time(hotel.hours().opens());
        return switch (desk) {
                    case OPEN ->
                        "I am handing you over to a person at the front desk, who will answer you in this chat.";
                    case OPENS_TODAY ->
                        "The front desk is closed at the moment. A person will answer you in this chat today from "
                                + opens + " on.";
                    case OPENS_TOMORROW ->
                        "The front desk is closed at the moment. A person will answer you in this chat tomorrow from "
                                + opens + " on.";
                }
                + " Until then I will keep quiet; to come back to me, write \"menu\".";
    }

    @Override
    public String youAreWelcome() {
        return "You are welcome! If there is anything else, I am here.";
    }

    @Override
    public String goodbye(Tenant hotel) {
        return "See you soon! Thank you for writing to " + hotel.name() + ".";
    }

    @Override
    public String onlyText() {
        return "Sorry, for now I can only read text messages. Could you write it to me, please? If you would rather"
                + " have a person look at it, write \"person\".";
    }

    @Override
    public String notUnderstood(Tenant hotel) {
        return "Sorry, I did not understand. At " + hotel.name() + " I can help you with:\n\n" + ABILITIES;
    }

    private static String type(RoomType type) {
        return switch (type) {
            case SINGLE -> "single";
            case DOUBLE -> "double";
            case TWIN -> "twin beds";
            case SUITE -> "suite";
        };
    }

    private static String people(int number) {
        return number == 1 ? "1 person" : number + " people";
    }

    private static String dates(Stay stay) {
        String nights = stay.nights() == 1 ? "1 night" : stay.nights() + " nights";
        String from = Wording.crossesYears(stay) ? dayOfYear(stay.checkIn()) : day(stay.checkIn());
        return "from " + from + " to " + dayOfYear(stay.checkOut()) + " (" + nights + ")";
    }

    private static String dayOfYear(LocalDate date) {
        return day(date) + " " + date.getYear();
    }

    private static String day(LocalDate date) {
        return EnglishLexicon.WEEKDAYS.get(date.getDayOfWeek().getValue() - 1) + " " + date.getDayOfMonth() + " "
                + EnglishLexicon.MONTHS.get(date.getMonthValue() - 1);
    }
}
