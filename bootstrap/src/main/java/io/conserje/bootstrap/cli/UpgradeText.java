package io.conserje.bootstrap.cli;

import io.conserje.db.ClosedPart;
import io.conserje.db.LockHolder;
import io.conserje.db.ServiceProcess;
import io.conserje.db.UpgradeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the facts that matter before change sets are applied, in words and as JSON. */
final class UpgradeText {

    private UpgradeText() {}

    static List<String> lines(UpgradeState state, Instant now) {
        List<String> lines = new ArrayList<>(List.of(
                state.epoch() == null
                        ? "Epoch of the schema: none yet."
                        : "Epoch of the schema: " + state.epoch() + ". Processes need epoch " + state.oldestProcess()
                                + " or newer.",
                lock(state.lock()),
                "Live processes: " + state.processes().size() + ".",
                lastBackup(state.lastBackup(), now)));
        state.closures().forEach(closure -> lines.add(closure.describe()));
        return lines;
    }

    private static String lock(@Nullable LockHolder holder) {
        if (holder == null) {
            return "Lock of the change sets: free.";
        }
        return switch (holder.state()) {
            case LIVE -> "Lock of the change sets: a migration runs: " + holder.describe() + ".";
            case GONE ->
                "Lock of the change sets: a migration that is gone left it: " + holder.describe()
                        + ". The next one takes it over.";
            case UNKNOWN ->
                "Lock of the change sets: an older version took it: " + holder.describe()
                        + ". Release it with: conserje db unlock --force";
        };
    }

    static String lastBackup(@Nullable Instant at, Instant now) {
        return at == null
                ? "Last backup of all hotels: no backup is recorded."
                : "Last backup of all hotels: " + at + " (" + age(Duration.between(at, now)) + " ago).";
    }

    private static String age(Duration age) {
        if (age.toDays() >= 2) {
            return age.toDays() + " days";
        }
        return age.toHours() >= 2 ? age.toHours() + " hours" : Math.max(age.toMinutes(), 0) + " min";
    }

    static void put(UpgradeState state, Map<String, @Nullable Object> into) {
        into.put("epoch", state.epoch());
        into.put("oldestProcess", state.oldestProcess());
        into.put("lock", state.lock() == null ? null : asMap(state.lock()));
        into.put("processes", state.processes().stream().map(UpgradeText::asMap).toList());
        into.put("closures", state.closures().stream().map(UpgradeText::asMap).toList());
        into.put("lastBackup", state.lastBackup());
    }

    static Map<String, @Nullable Object> asMap(ClosedPart closure) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("tenant", closure.hotel());
        map.put("kind", closure.kind());
        map.put("reason", closure.reason());
        map.put("since", closure.since());
        return map;
    }

    private static Map<String, @Nullable Object> asMap(LockHolder holder) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("state", holder.state().name().toLowerCase(Locale.ROOT));
        map.put("host", holder.host());
        map.put("process", holder.process());
        map.put("session", holder.session());
        map.put("user", holder.user());
        map.put("application", holder.application());
        map.put("since", holder.since());
        map.put("suspects", holder.suspects());
        return map;
    }

    private static Map<String, @Nullable Object> asMap(ServiceProcess process) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", process.id());
        map.put("version", process.version());
        map.put("epoch", process.epoch());
        map.put("host", process.host());
        map.put("lastSeen", process.lastSeen());
        return map;
    }
}
