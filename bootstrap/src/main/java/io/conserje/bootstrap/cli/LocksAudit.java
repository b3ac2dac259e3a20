package io.conserje.bootstrap.cli;

import io.conserje.application.lock.LockAudit;
import io.conserje.application.lock.LockAudit.Entry;
import io.conserje.application.lock.LockAudit.Position;
import io.conserje.application.store.StorableInstant;
import io.conserje.bootstrap.config.Durations;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conserje locks audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Show the audit of holds and leases, newest first: acquired, extended, released, expired, conflict, lost.",
            "A holder may be a guest: only its last two characters are shown, unless --holders is given."
        },
        footer = {"", "Example: conserje locks audit --tenant hotel-sur --resource room:101 --from 2h"})
final class LocksAudit extends DatabaseWork {

    private static final int MAX = 1000;
    private static final String TIMES = "a time such as 2027-03-12T10:00:00Z, or an age such as 90s, 30m, 2h, 1d";

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Option(
            names = "--resource",
            paramLabel = "R",
            description = "Only this room or lease, such as room:101 or lease:jobs/night-audit (default: all).")
    private @Nullable String resource;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only entries from this time on: " + TIMES + " (default: the first).")
    private @Nullable String from;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "Only entries before this time: " + TIMES + " (default: now).")
    private @Nullable String before;

    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "Continue after the previous page, with the value that it printed (default: first page).")
    private @Nullable String after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The number of entries on a page, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--holders", description = "Show holders in full.")
    private boolean holders;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    LocksAudit(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (limit < 1 || limit > MAX) {
            throw new UsageException("--limit: it must be 1 to " + MAX + ", not " + limit);
        }
        TenantId only = hotel.only();
        ResourceId about = resource == null ? null : Usage.of("--resource", resource, ResourceId::new);
        Instant earliest = time("--from", from);
        Instant end = time("--before", before);
        @Nullable Position place = after == null ? null : Usage.of("--after", after, Position::parse);
        return (database, out) ->
                show(read(database, new LockAudit.Query(only, about, earliest, end, place, limit)), out);
    }

    private static List<Entry> read(Database database, LockAudit.Query query) {
        HotelOption.checkRegistered(query.tenant(), database.stores().directory());
        return database.stores().lockAudit().find(query);
    }

    private int show(List<Entry> entries, PrintWriter out) {
        @Nullable
        Position next = entries.size() < limit ? null : entries.getLast().position();
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("entries", entries.stream().map(this::asMap).toList());
            map.put("next", next);
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        entries.forEach(entry -> out.println(line(entry)));
        out.println(
                next != null
                        ? "There may be more: --after " + next
                        : entries.isEmpty() ? "Nothing is recorded." : entries.size() + " shown; no more.");
        return ExitCode.OK;
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
        return text == null ? null : Usage.of(option, text, LocksAudit::time);
    }

    private static Instant time(String text) {
        Instant time = instant(text);
        if (!StorableInstant.isStorable(time)) {
            throw new IllegalArgumentException("it must be " + StorableInstant.BOUNDS + ", not \"" + text + "\"");
        }
        return time;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException noInstant) {
            try {
                return Instant.now().minus(Durations.parse(text));
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException neither) {
                throw new IllegalArgumentException("it must be " + TIMES + ", not \"" + text + "\"", neither);
            }
        }
    }

    private String line(Entry entry) {
        LockEvent event = entry.event();
        return String.format(
                Locale.ROOT,
                "%s  %s  %s  %-8s  fence %d  by %s  %s",
                entry.position().at(),
                event.tenant(),
                event.resource(),
                event.kind().code(),
                event.fence(),
                shown(event.holder()),
                event.details());
    }

    private Map<String, @Nullable Object> asMap(Entry entry) {
        LockEvent event = entry.event();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("at", entry.position().at());
        map.put("id", entry.position().id());
        map.put("tenant", event.tenant());
        map.put("resource", event.resource());
        map.put("event", event.kind().code());
        map.put("holder", shown(event.holder()));
        map.put("fence", event.fence());
        map.put("details", event.details());
        return map;
    }

    private String shown(HolderRef holder) {
        return holders ? holder.value() : holder.toString();
    }
}
