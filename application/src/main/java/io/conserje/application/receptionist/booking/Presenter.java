package io.conserje.application.receptionist.booking;

import io.conserje.application.receptionist.language.Labels;
import io.conserje.application.receptionist.language.Phrases;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.ChannelFeatures.Feature;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Button;
import io.conserje.domain.messaging.OutboundMessage.Buttons;
import io.conserje.domain.messaging.OutboundMessage.ChoiceList;
import io.conserje.domain.messaging.OutboundMessage.Row;
import io.conserje.domain.messaging.OutboundMessage.Text;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.tenancy.Tenant;
import java.time.LocalTime;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Shows rooms as a list, and the answers to a held room as buttons, where the channel has them; elsewhere in words. The
 * title of a row or button is what a guest without one would write.
 */
record Presenter(ChannelFeatures channel) {

    /** Only such a room is understood by its title. */
    private static final Pattern READABLE = Pattern.compile("[0-9]{1,4}");

    /** @param offers one or more */
    OutboundMessage offers(Phrases phrases, Tenant hotel, Stay stay, int guests, List<Offer> offers) {
        return rooms(
                phrases,
                offers,
                number -> phrases.offersOver(hotel, stay, guests, number),
                () -> phrases.offers(hotel, stay, guests, offers, true));
    }

    /** @param left may be empty */
    OutboundMessage gone(Phrases phrases, RoomId room, Stay stay, List<Offer> left) {
        return rooms(
                phrases, left, number -> phrases.goneOver(room, stay, number), () -> phrases.gone(room, stay, left));
    }

    /** @param left may be empty */
    OutboundMessage tooSmall(Phrases phrases, Room room, int guests, List<Offer> left) {
        return rooms(
                phrases,
                left,
                number -> phrases.tooSmallOver(room, guests, number),
                () -> phrases.tooSmall(room, guests, left));
    }

    OutboundMessage held(Phrases phrases, Choice choice, Offer offer, RoomHold hold, Tenant hotel) {
        LocalTime until = hold.until().atZone(hotel.zone()).toLocalTime();
        if (!channel.has(Feature.BUTTONS)) {
            return new Text(phrases.held(choice.room(), choice.stay(), offer.total(), until));
        }
        Labels labels = phrases.labels();
        return new Buttons(
                phrases.heldOver(choice.room(), choice.stay(), offer.total(), until),
                List.of(new Button("confirm", labels.confirm()), new Button("cancel", labels.cancel())));
    }

    private OutboundMessage rooms(
            Phrases phrases, List<Offer> offers, IntFunction<String> over, Supplier<String> words) {
        boolean listed = channel.has(Feature.LISTS)
                && !offers.isEmpty()
                && offers.stream().allMatch(offer -> isReadable(offer.room().id()));
        if (!listed) {
            return new Text(words.get());
        }
        List<Row> rows = offers.stream()
                .limit(Math.min(Phrases.MAX_OFFERS, ChoiceList.MAX_ROWS))
                .map(offer -> row(phrases, offer))
                .toList();
        return ChoiceList.of(over.apply(offers.size()), phrases.labels().rooms(), rows);
    }

    private static boolean isReadable(RoomId room) {
        return READABLE.matcher(room.value()).matches();
    }

    private static Row row(Phrases phrases, Offer offer) {
        RoomId room = offer.room().id();
        String detail = phrases.roomDetail(offer);
        String shown =
                detail.length() > Row.MAX_DESCRIPTION ? detail.substring(0, Row.MAX_DESCRIPTION - 1) + "…" : detail;
        return new Row("room/" + room, phrases.roomTitle(room), shown);
    }
}
