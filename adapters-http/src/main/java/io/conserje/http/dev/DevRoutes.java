package io.conserje.http.dev;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.http.json.Json;
import io.conserje.http.routing.Routes;
import io.javalin.config.JavalinConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/dev/replies}: replies that were kept instead of sent. Only for development. */
public final class DevRoutes implements Routes {

    private final RecentReplies replies;

    public DevRoutes(RecentReplies replies) {
        this.replies = replies;
    }

    @Override
    public void addTo(JavalinConfig config) {
        Routes.get(
                config,
                "/api/dev/replies",
                context -> Routes.json(context, 200, Json.write(Map.of("replies", shown(replies.newestFirst())))));
    }

    private static List<Map<String, Object>> shown(List<RecentReplies.Taken> taken) {
        return taken.stream().map(DevRoutes::shown).toList();
    }

    private static Map<String, Object> shown(RecentReplies.Taken taken) {
        OutboundReply reply = taken.reply();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", taken.at().toString());
        shown.put("tenant", reply.tenant().value());
        shown.put("channel", reply.to().channel().name());
        shown.put("to", reply.to().address());
        shown.put("text", reply.reply().text());
        return shown;
    }
}
