package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.Room;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantStatus;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a hotel. What no option names stays as it is. */
final class TenantDescription {

    private static final String DEFAULT = "default";

    @Option(names = "--name", paramLabel = "TEXT", description = "The name that guests know.")
    private @Nullable String name;

    @Option(
            names = "--status",
            paramLabel = "S",
            description = "active or inactive. The messages of an inactive hotel are refused (new hotels: active).")
    private @Nullable TenantStatus status;

    @Option(
            names = "--zone",
            paramLabel = "Z",
            description = "The time zone (new hotels: America/Argentina/Buenos_Aires).")
    private @Nullable String zone;

    @Option(
            names = "--opens",
            paramLabel = "HH:MM",
            description = "When the desk opens, in the hotel's zone (new hotels: 09:00).")
    private @Nullable String opens;

    @Option(
            names = "--closes",
            paramLabel = "HH:MM",
            description = "When the desk closes, in the hotel's zone (new hotels: 21:00).")
    private @Nullable String closes;

    @Option(
            names = "--share",
            paramLabel = "N",
            description = "The percentage of a process's places that its messages may take, or \"default\" for what"
                    + " HOTEL_SHARE says (new hotels: default).")
    private @Nullable String share;

    boolean hasName() {
        return name != null;
    }

    boolean isEmpty() {
        return name == null && status == null && zone == null && opens == null && closes == null && share == null;
    }

    /**
     * The change to a hotel.
     *
     * @throws UsageException if an option cannot be read
     */
    UnaryOperator<Tenant> read() {
        String called = name == null ? null : Usage.of("--name", name, Tenant::checkedName);
        ZoneId where = zone == null ? null : Usage.of("--zone", zone, TenantDescription::zone);
        LocalTime from = opens == null ? null : Usage.of("--opens", opens, TenantDescription::time);
        LocalTime to = closes == null ? null : Usage.of("--closes", closes, TenantDescription::time);
        Integer part =
                share == null || share.equals(DEFAULT) ? null : Usage.of("--share", share, TenantDescription::percent);
        return before -> new Tenant(
                before.id(),
                or(called, before.name()),
                or(status, before.status()),
                or(where, before.zone()),
                new OpeningHours(
                        or(from, before.hours().opens()), or(to, before.hours().closes())),
                share == null ? before.share() : part);
    }

    private static Integer percent(String text) {
        if (!text.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("it must be 1 to 100, or default, not \"" + text + "\"");
        }
        return Room.checkedPercent(Integer.parseInt(text));
    }

    private static <T> T or(@Nullable T said, T before) {
        return said == null ? before : said;
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "it must be a zone of the tz database, such as America/Argentina/Buenos_Aires, not \"" + text
                            + "\"",
                    unknown);
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(
                    "it must be hours and minutes, such as 09:00, not \"" + text + "\"", noTime);
        }
    }
}
