package io.conserje.bootstrap.cli;

import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Warrant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters as text, and as JSON with the names of the HTTP API. */
final class LetterText {

    private LetterText() {}

    /** The decision, with its time, person and reason. */
    static String sentence(State state) {
        return state instanceof State.Settled settled ? sentence(settled) : "waits for a decision";
    }

    static String sentence(State.Settled settled) {
        Warrant warrant = settled.warrant();
        return settled.word() + " " + settled.at() + " by " + warrant.by() + ": " + warrant.why();
    }

    static Map<String, @Nullable Object> asMap(DeadLetter letter) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", letter.id().toString());
        map.put("tenant", letter.tenant().value());
        map.put("channel", letter.message().channel().name());
        map.put("buriedAt", letter.buriedAt());
        map.put("receivedAt", letter.message().receivedAt());
        map.put("reason", letter.last().reason());
        map.put("cause", letter.last().cause());
        map.put("failures", letter.last().number());
        map.put("redrives", letter.redrives());
        map.put("state", letter.state().word());
        return map;
    }

    static Map<String, @Nullable Object> asMap(FailedAttempt failed) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("round", failed.round());
        map.put("number", failed.attempt().number());
        map.put("at", failed.at());
        map.put("reason", failed.attempt().reason());
        map.put("cause", failed.attempt().cause());
        return map;
    }

    static Map<String, @Nullable Object> asMap(State.Settled settled) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("verdict", settled.word());
        map.put("at", settled.at());
        map.put("by", settled.warrant().by());
        map.put("why", settled.warrant().why());
        return map;
    }

    static Map<String, @Nullable Object> asMap(DeadMessage message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("providerId", message.providerId());
        map.put("guest", message.guest());
        map.put("line", message.line());
        map.put("contentType", message.contentType());
        map.put("body", message.body());
        map.put("sentAt", message.sentAt());
        return map;
    }
}
