package io.conserje.application.receptionist.booking;

import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.receptionist.booking.Reservations.Asker;
import io.conserje.application.receptionist.language.Desk;
import io.conserje.application.receptionist.language.Languages;
import io.conserje.application.receptionist.language.Phrases;
import io.conserje.application.receptionist.reading.Intent;
import io.conserje.application.receptionist.reading.Request;
import io.conserje.application.receptionist.reading.StaySaid.Refused;
import io.conserje.application.receptionist.reading.Words;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.MessageContent.Notice;
import io.conserje.domain.messaging.MessageContent.Reaction;
import io.conserje.domain.messaging.MessageContent.Revocation;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.tenancy.Tenant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the messages of guests from what it remembers of them. Thread-safe. */
public final class Conversation {

    private final Languages languages;
    private final FreeRooms rooms;
    private final @Nullable Reservations reservations;
    private final InstantSource clock;

    /**
     * @param reservations holds and books rooms for guests; null if only people do
     * @param clock gives the date and the time at the hotel
     */
    public Conversation(
            Languages languages, PropertyManagement pms, @Nullable Reservations reservations, InstantSource clock) {
        this.languages = languages;
        this.rooms = new FreeRooms(pms);
        this.reservations = reservations;
        this.clock = clock;
    }

    /**
     * Answers a message.
     *
     * @throws HandlingException with reason {@code pms_unavailable}, to be retried, if free rooms cannot be looked up
     */
    public Answer answer(Incoming incoming) {
        MessageContent content = incoming.message().content();
        if (wantsNoAnswer(content)) {
            return new Answer(List.of(), incoming.memory());
        }
        Memory memory = Memory.read(incoming.memory(), languages);
        if (content instanceof Text || !content.words().isBlank()) {
            return answer(languages.wordsOf(content.words()), memory, asker(incoming));
        }
        return memory.handedOver()
                ? memory.silence()
                : memory.say(memory.phrases().onlyText());
    }

    private static boolean wantsNoAnswer(MessageContent content) {
        return content instanceof Reaction
                || content instanceof Revocation
                || content instanceof Notice
                || content instanceof Echo;
    }

    private static Asker asker(Incoming incoming) {
        return new Asker(
                incoming.tenant(),
                incoming.message().guest(),
                incoming.id(),
                new Presenter(incoming.channel().features()));
    }

    private Answer answer(Words words, Memory before, Asker asker) {
        if (before.handedOver() && !Request.callsBack(words)) {
            return before.silence();
        }
        ZonedDateTime now = clock.instant().atZone(asker.hotel().zone());
        LocalDate today = now.toLocalDate();
        Memory memory =
                before.handedOver(false).speaking(languages.findIn(words).orElse(before.language()));
        Request request = Request.read(words, today, memory.awaitsStay());
        Answer answer = step(request, memory, asker, today).orElseGet(() -> answer(request, memory, asker, now));
        return request.greets() && !request.isCourtesy() ? afterHello(answer, memory) : answer;
    }

    /** The answer to a step towards a booking; none if the request is no such step, or guests do not book here. */
    private Optional<Answer> step(Request request, Memory memory, Asker asker, LocalDate today) {
        return reservations == null || request.intent() == Intent.HAND_OVER
                ? Optional.empty()
                : new BookingDialogue(rooms, reservations).findAnswer(request, memory, asker, today);
    }

    private Answer answer(Request request, Memory memory, Asker asker, ZonedDateTime now) {
        Tenant hotel = asker.hotel();
        Phrases phrases = memory.phrases();
        Desk desk = Desk.at(hotel.hours(), now.toLocalTime());
        return switch (request.intent()) {
            case AVAILABILITY -> availability(request, memory, asker, now.toLocalDate());
            case OTHER_DATES -> memory.awaitingStay().say(phrases.whichDates());
            case HOURS -> memory.say(phrases.hours(hotel, desk));
            case HAND_OVER -> memory.handedOver(true).say(phrases.handOver(hotel, desk));
            case GREETING -> memory.say(phrases.welcome(hotel));
            case MENU -> memory.say(phrases.menu(hotel));
            case THANKS -> memory.say(phrases.youAreWelcome());
            case FAREWELL -> memory.say(phrases.goodbye(hotel));
            case UNKNOWN ->
                memory.say(memory.awaitsStay() ? phrases.datesNotUnderstood() : phrases.notUnderstood(hotel));
        };
    }

    private Answer availability(Request request, Memory memory, Asker asker, LocalDate today) {
        Phrases phrases = memory.phrases();
        if (request.isGroup()) {
            return memory.say(phrases.group(Request.MAX_GUESTS));
        }
        Memory counted = memory.forGuestsOf(request);
        if (request.stay() instanceof Refused refused) {
            return counted.awaitingStay().say(phrases.refused(refused.why()));
        }
        Stay stay = request.stayOr(memory.stayFrom(today));
        return stay == null
                ? counted.awaitingStay().say(phrases.whichDates())
                : offer(asker, stay, counted.staying(stay));
    }

    private Answer offer(Asker asker, Stay stay, Memory memory) {
        Tenant hotel = asker.hotel();
        Phrases phrases = memory.phrases();
        List<Offer> all = rooms.available(hotel, stay, memory.guests());
        List<Offer> offers = reservations == null ? all : reservations.free(asker, all);
        if (offers.isEmpty()) {
            return memory.say(phrases.noRooms(stay, memory.guests()));
        }
        return reservations == null
                ? memory.say(phrases.offers(hotel, stay, memory.guests(), offers, false))
                : memory.say(asker.presenter().offers(phrases, hotel, stay, memory.guests(), offers));
    }

    private static Answer afterHello(Answer answer, Memory memory) {
        String hello = memory.phrases().hello() + " ";
        return new Answer(
                answer.replies().stream()
                        .map(reply -> new Reply(beginning(hello, reply.message())))
                        .toList(),
                answer.memory());
    }

    private static OutboundMessage beginning(String hello, OutboundMessage message) {
        return switch (message) {
            case OutboundMessage.Text text -> new OutboundMessage.Text(hello + text.body());
            case OutboundMessage.Buttons buttons ->
                new OutboundMessage.Buttons(hello + buttons.body(), buttons.buttons());
            case OutboundMessage.ChoiceList list ->
                new OutboundMessage.ChoiceList(hello + list.body(), list.button(), list.sections());
            case OutboundMessage.Template template -> template;
            case OutboundMessage.Media media -> media;
            case OutboundMessage.Reaction reaction -> reaction;
        };
    }
}
