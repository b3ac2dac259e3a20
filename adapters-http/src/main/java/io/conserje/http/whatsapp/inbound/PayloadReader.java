package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.application.reply.ReplyStatus;
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

/** Reads a whole delivery: every message of every change of every entry. Thread-safe. */
final class PayloadReader {

    private final MessageReader messages;

    /** @param clock gives the time of a message without a timestamp */
    PayloadReader(InstantSource clock, WebhookRules rules) {
        this.messages = new MessageReader(clock, rules.keepRaw());
    }

    /**
     * @throws ProblemException 400 if the payload does not have the shape of a delivery; unreadable messages do not
     *     matter
     */
    Payload read(JsonNode payload) {
        Reading reading = new Reading();
        for (JsonNode entry : array(object(payload, "The payload"), "entry")) {
            for (JsonNode change : array(object(entry, "Each entry"), "changes")) {
                readChange(object(object(change, "Each of changes").path("value"), "The value of a change"), reading);
            }
        }
        return new Payload(reading.messages, reading.statuses, reading.others);
    }

    private void readChange(JsonNode value, Reading reading) {
        if (value.hasNonNull("messages")) {
            for (JsonNode message : array(value, "messages")) {
                reading.add(messages.read(message, value));
            }
        }
        JsonNode statuses = value.path("statuses");
        for (JsonNode status : statuses) {
            StatusReader.read(status, messages.lineOf(value)).ifPresent(reading.statuses::add);
        }
        reading.count(Result.STATUS, statuses.size());
        reading.count(Result.ERROR, value.path("errors").size());
    }

    private static JsonNode object(JsonNode node, String what) {
        if (!node.isObject()) {
            throw malformed(what + " must be a JSON object");
        }
        return node;
    }

    private static JsonNode array(JsonNode object, String property) {
        JsonNode array = object.path(property);
        if (!array.isArray()) {
            throw malformed("\"" + property + "\" must be a JSON array");
        }
        return array;
    }

    private static ProblemException malformed(String rule) {
        return new ProblemException(Problem.of(400, rule + ". Shape: entry[].changes[].value.messages[]"));
    }

    /** Collects the result. */
    private static final class Reading {
        private final List<InboundMessage> messages = new ArrayList<>();
        private final List<ReplyStatus> statuses = new ArrayList<>();
        private final Map<Result, Integer> others = new EnumMap<>(Result.class);

        void add(Item item) {
            switch (item) {
                case Item.Legible legible -> messages.add(legible.message());
                case Item.Illegible illegible -> count(illegible.why(), 1);
            }
        }

        void count(Result result, int count) {
            if (count > 0) {
                others.merge(result, count, Integer::sum);
            }
        }
    }
}
