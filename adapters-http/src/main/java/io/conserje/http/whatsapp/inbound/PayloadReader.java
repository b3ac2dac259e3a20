package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.messaging.Unrouted.Unreadable;
import io.conserje.application.reply.ReplyStatus;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.WebhookRules;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.whatsapp.inbound.MessageReader.Item;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole delivery: every message of every change of every entry. A part that cannot be read costs itself alone.
 * Thread-safe.
 */
final class PayloadReader {

    /** How many parts of a delivery are kept. Further ones are only counted. */
    private static final int MOST_PARTS = 100;

    private final MessageReader messages;

    /** @param clock gives the time of a message without a timestamp */
    PayloadReader(InstantSource clock, WebhookRules rules) {
        this.messages = new MessageReader(clock, rules);
    }

    /** Reads one element of a list. */
    private interface PartReader {
        void read(JsonNode part, String place, Reading reading);
    }

    /** @throws ProblemException 400 if the payload is no JSON object */
    Payload read(JsonNode payload) {
        if (!payload.isObject()) {
            throw new ProblemException(
                    Problem.of(400, "The payload must be a JSON object. Shape: entry[].changes[].value.messages[]"));
        }
        Reading reading = new Reading();
        readList(payload, "entry", "", reading, this::readEntry);
        return new Payload(reading.messages, reading.statuses, reading.others, reading.parts, reading.ignoredFields);
    }

    private void readEntry(JsonNode entry, String place, Reading reading) {
        readList(entry, "changes", place + ".", reading, this::readChange);
    }

    private void readChange(JsonNode change, String place, Reading reading) {
        JsonNode value = change.path("value");
        String field = field(change);
        if (!field.isEmpty() && !field.equals(ChangeField.MESSAGES) && !field.equals(ChangeField.ECHOES)) {
            reading.ignoredFields.merge(ChangeField.counted(field), 1, Integer::sum);
        } else if (field.isEmpty() || !value.isObject()) {
            reading.unreadable(change, place, null, Result.UNREADABLE_PART);
        } else if (field.equals(ChangeField.ECHOES)) {
            readList(
                    value,
                    "message_echoes",
                    place + ".",
                    reading,
                    (echo, where, to) -> to.add(echo, where, value, messages.readEcho(echo, value)));
        } else {
            readValue(value, place, reading);
        }
    }

    /** The field of a change; "messages" if it names none, and empty if it is no text. */
    private static String field(JsonNode change) {
        JsonNode field = change.path("field");
        return field.isMissingNode() || field.isNull()
                ? ChangeField.MESSAGES
                : field.isTextual() ? field.textValue() : "";
    }

    private void readValue(JsonNode value, String place, Reading reading) {
        HotelLine line = MessageReader.lineOf(value);
        if (value.hasNonNull("messages")) {
            readList(
                    value,
                    "messages",
                    place + ".",
                    reading,
                    (message, where, to) -> to.add(message, where, value, messages.read(message, value)));
        }
        if (value.hasNonNull("statuses")) {
            readList(
                    value,
                    "statuses",
                    place + ".",
                    reading,
                    (status, where, to) -> readStatus(status, where, line, to));
        }
        reading.count(Result.ERROR, value.path("errors").size());
    }

    private static void readStatus(JsonNode status, String place, @Nullable HotelLine line, Reading reading) {
        try {
            StatusReader.read(status, line).ifPresent(reading.statuses::add);
            reading.count(Result.STATUS, 1);
        } catch (IllegalArgumentException malformed) {
            reading.unreadable(status, place, line, Result.UNREADABLE_PART);
        }
    }

    private static void readList(JsonNode object, String property, String prefix, Reading reading, PartReader reader) {
        JsonNode list = object.path(property);
        String place = prefix + property;
        if (!list.isArray()) {
            reading.unreadable(list.isMissingNode() ? object : list, place, null, Result.UNREADABLE_PART);
            return;
        }
        for (int nth = 0; nth < list.size(); nth++) {
            reader.read(list.path(nth), place + "[" + nth + "]", reading);
        }
    }

    /** Collects the result. */
    private static final class Reading {
        private final List<InboundMessage> messages = new ArrayList<>();
        private final List<ReplyStatus> statuses = new ArrayList<>();
        private final List<Unreadable> parts = new ArrayList<>();
        private final Map<Result, Integer> others = new EnumMap<>(Result.class);
        private final Map<String, Integer> ignoredFields = new TreeMap<>();

        void add(JsonNode message, String place, JsonNode value, Item item) {
            switch (item) {
                case Item.Legible legible -> messages.add(legible.message());
                case Item.Ignored ignored -> count(ignored.why(), 1);
                case Item.Illegible illegible ->
                    unreadable(message, place, MessageReader.lineOf(value), illegible.why());
            }
        }

        void unreadable(JsonNode part, String place, @Nullable HotelLine line, Result why) {
            if (parts.size() < MOST_PARTS) {
                parts.add(UnreadablePart.of(part, place, line));
            }
            count(why, 1);
        }

        void count(Result result, int count) {
            if (count > 0) {
                others.merge(result, count, Integer::sum);
            }
        }
    }
}
