package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.HeldLine;
import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecord.Decision;
import io.conserje.application.reply.ReplyRecord.Trouble;
import io.conserje.application.reply.ReplyRecords.Event;
import io.conserje.postgres.PostgresAdapters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies as text, and as JSON with the names of the HTTP API. */
final class ReplyText {

    private ReplyText() {}

    static BrowseReplies browsing(Database database) {
        PostgresAdapters stores = database.stores();
        return new BrowseReplies(stores.replyRecords(), stores.directory());
    }

    /** The state, with what somebody has to do about it. */
    static String state(ReplyRecord reply) {
        Decision decision = reply.decision();
        if (decision != null) {
            return reply.state().word() + ", " + decision.how();
        }
        return reply.state().word() + (reply.held() ? ", held" : "");
    }

    /** What went wrong; empty if nothing did. */
    static String trouble(ReplyRecord reply) {
        Trouble trouble = reply.trouble();
        if (trouble == null) {
            return "";
        }
        return (trouble.reason() == null ? "" : trouble.reason() + ": ") + trouble.cause();
    }

    static String sentence(Event event) {
        return event.what() + " " + event.at() + " by " + event.by() + ": " + event.why();
    }

    static Map<String, @Nullable Object> asMap(ReplyRecord reply) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", reply.id().toString());
        map.put("tenant", reply.tenant().value());
        map.put("channel", reply.to().channel().name());
        map.put("state", reply.state().word());
        map.put("dead", reply.dead());
        map.put("held", reply.held());
        map.put("recordedAt", reply.recordedAt());
        map.put("changedAt", reply.changedAt());
        map.put("failures", reply.failures());
        map.put("resends", reply.resends());
        Trouble trouble = reply.trouble();
        map.put("reason", trouble == null ? null : trouble.reason());
        map.put("cause", trouble == null ? null : trouble.cause());
        map.put("code", trouble == null ? null : trouble.code());
        map.put("decision", reply.decision() == null ? null : reply.decision().how());
        return map;
    }

    static Map<String, @Nullable Object> asMap(Event event) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("at", event.at());
        map.put("what", event.what());
        map.put("by", event.by());
        map.put("why", event.why());
        return map;
    }

    static Map<String, @Nullable Object> asMap(HeldLine held) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("tenant", held.tenant().value());
        map.put("channel", held.channel().name());
        map.put("line", held.masked());
        map.put("fix", held.fix().label());
        map.put("cause", held.cause());
        map.put("since", held.since());
        return map;
    }
}
