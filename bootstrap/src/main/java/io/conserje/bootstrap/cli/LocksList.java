package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conserje locks list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Show the live holds of rooms and the live leases, by hotel.",
            "A holder may be a guest: only its last two characters are shown, unless --holders is given."
        },
        footer = {"", "Example: conserje locks list --tenant hotel-sur --resource room:101"})
final class LocksList extends DatabaseWork {

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Option(
            names = "--resource",
            paramLabel = "R",
            description = "Only this room or lease, such as room:101 or lease:jobs/night-audit (default: all).")
    private @Nullable String resource;

    @Option(names = "--holders", description = "Show holders in full.")
    private boolean holders;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    /** A live hold or lease. */
    private record Live(
            TenantId tenant,
            ResourceId resource,
            @Nullable Stay stay,
            HolderRef holder,
            long fence,
            Instant until,
            int extensions) {

        static Live of(RoomHold hold) {
            return new Live(
                    hold.tenant(),
                    ResourceId.of(hold.room()),
                    hold.stay(),
                    hold.holder(),
                    hold.fence(),
                    hold.until(),
                    hold.extensions());
        }

        static Live of(Lease lease) {
            return new Live(
                    lease.key().tenant(),
                    ResourceId.of(lease.key()),
                    null,
                    lease.holder(),
                    lease.fence(),
                    lease.until(),
                    0);
        }
    }

    LocksList(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        LiveLocks.check(settings);
        TenantId only = hotel.only();
        ResourceId wanted = resource == null ? null : Usage.of("--resource", resource, ResourceId::new);
        return (database, out) -> {
            List<Live> live = read(settings, only, database);
            live.removeIf(one -> wanted != null && !one.resource().equals(wanted));
            return show(live, out);
        };
    }

    private static List<Live> read(Settings settings, @Nullable TenantId only, Database database) {
        List<TenantId> hotels = HotelOption.meant(only, database.stores().directory());
        List<Live> live = new ArrayList<>();
        try (LiveLocks locks = LiveLocks.open(settings, database.stores())) {
            for (TenantId tenant : hotels) {
                locks.holds().live(tenant).forEach(hold -> live.add(Live.of(hold)));
                locks.leases().live(tenant).forEach(lease -> live.add(Live.of(lease)));
            }
        }
        return live;
    }

    private int show(List<Live> live, PrintWriter out) {
        if (json) {
            out.println(Json.of(Map.of("locks", live.stream().map(this::asMap).toList())));
        } else {
            live.forEach(one -> out.println(line(one)));
            out.println(live.isEmpty() ? "Nothing is held." : live.size() + " held.");
        }
        return ExitCode.OK;
    }

    private String line(Live one) {
        return String.format(
                Locale.ROOT,
                "%s  %s  %s  until %s  fence %d  by %s",
                one.tenant(),
                one.resource(),
                one.stay() == null ? "-" : one.stay(),
                one.until(),
                one.fence(),
                shown(one.holder()));
    }

    /** With the names of the HTTP API. A lease has no stay and no extensions. */
    private Map<String, Object> asMap(Live one) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("tenant", one.tenant());
        map.put("resource", one.resource());
        map.put("holder", shown(one.holder()));
        map.put("fence", one.fence());
        map.put("until", one.until());
        if (one.stay() != null) {
            map.put("checkIn", one.stay().checkIn());
            map.put("checkOut", one.stay().checkOut());
            map.put("extensions", one.extensions());
        }
        return map;
    }

    private String shown(HolderRef holder) {
        return holders ? holder.value() : holder.toString();
    }
}
