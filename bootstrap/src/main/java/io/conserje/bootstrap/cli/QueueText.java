package io.conserje.bootstrap.cli;

import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.pause.Pauses;
import io.conserje.application.waiting.WaitingMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pauses and breakers as text, and as JSON with the names of the HTTP API. */
final class QueueText {

    private QueueText() {}

    static List<String> lines(Pauses.Reading reading) {
        List<String> lines = Stream.concat(
                        reading.pauses().stream().map(pause -> "Paused: " + line(pause)),
                        reading.breakers().stream().map(QueueText::line))
                .toList();
        return lines.isEmpty() ? List.of("Nothing is paused.") : lines;
    }

    static String line(Pause pause) {
        return pause.scope() + ", since " + pause.since() + ", "
                + (pause.until() == null ? "until somebody resumes it" : "until " + pause.until()) + ", by "
                + pause.warrant().by() + ": " + pause.warrant().why();
    }

    private static String line(Breaker breaker) {
        return "Waits: " + breaker.tenant() + ", whose messages fail with " + breaker.reason() + ", since "
                + breaker.openedAt() + ", " + breaker.probes() + " tried";
    }

    static String line(Pauses.Event event) {
        return event.at() + "  " + TenantText.word(event.action()) + "  " + event.what() + "  by "
                + event.warrant().by() + ": " + event.warrant().why();
    }

    static Map<String, Object> asMap(Pauses.Reading reading) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pauses", reading.pauses().stream().map(QueueText::asMap).toList());
        map.put("breakers", reading.breakers().stream().map(QueueText::asMap).toList());
        return map;
    }

    private static Map<String, Object> asMap(Pause pause) {
        PauseScope scope = pause.scope();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("scope", scope.toString());
        if (scope.tenant() != null) {
            map.put("tenant", scope.tenant());
        }
        if (scope.channel() != null) {
            map.put("channel", scope.channel());
        }
        if (scope.reason() != null) {
            map.put("reason", scope.reason());
        }
        map.put("since", pause.since());
        if (pause.until() != null) {
            map.put("until", pause.until());
        }
        map.put("by", pause.warrant().by());
        map.put("why", pause.warrant().why());
        return map;
    }

    private static Map<String, Object> asMap(Breaker breaker) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("tenant", breaker.tenant());
        map.put("reason", breaker.reason());
        map.put("openedAt", breaker.openedAt());
        map.put("probes", breaker.probes());
        return map;
    }

    static String line(WaitingMessage message) {
        return String.format(
                Locale.ROOT,
                "%s  %-7s  due %s  %s  %s  received %s, failed %d times, %d more of the guest%s",
                message.id(),
                TenantText.word(message.state()),
                message.dueAt(),
                message.tenant(),
                message.channel(),
                message.receivedAt(),
                message.failures(),
                message.others(),
                message.held() == null ? "" : ", put aside for " + message.held());
    }

    static Map<String, @Nullable Object> asMap(WaitingMessage message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", message.id());
        map.put("tenant", message.tenant());
        map.put("channel", message.channel());
        map.put("state", TenantText.word(message.state()));
        if (message.held() != null) {
            map.put("held", message.held());
        }
        map.put("receivedAt", message.receivedAt());
        map.put("dueAt", message.dueAt());
        map.put("failures", message.failures());
        map.put("others", message.others());
        return map;
    }

    static Map<String, Object> asMap(Pauses.Event event) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", event.at());
        map.put("event", TenantText.word(event.action()));
        map.put("what", event.what());
        map.put("by", event.warrant().by());
        map.put("why", event.warrant().why());
        return map;
    }
}
