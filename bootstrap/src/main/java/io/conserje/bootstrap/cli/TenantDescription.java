package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantStatus;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is said of a hotel; where nothing is said it stays as it was. */
final class TenantDescription {

    @Option(names = "--name", paramLabel = "TEXT", description = "What guests call it.")
    private @Nullable String name;

    @Option(
            names = "--status",
            paramLabel = "S",
            description = "active, or inactive: known, but its guests are refused. One of: ${COMPLETION-CANDIDATES}.")
    private @Nullable TenantStatus status;

    @Option(names = "--zone", paramLabel = "Z", description = "Its time zone, such as America/Argentina/Buenos_Aires.")
    private @Nullable String zone;

    @Option(names = "--opens", paramLabel = "HH:MM", description = "When a person begins to answer at the desk.")
    private @Nullable String opens;

    @Option(names = "--closes", paramLabel = "HH:MM", description = "When nobody does any more.")
    private @Nullable String closes;

    boolean hasName() {
        return name != null;
    }

    boolean isEmpty() {
        return name == null && status == null && zone == null && opens == null && closes == null;
    }

    /**
     * What becomes of a hotel.
     *
     * @throws UsageException if something is not what it must be
     */
    UnaryOperator<Tenant> read() {
        String called = name == null ? null : Usage.of("--name", name, Tenant::checkedName);
        ZoneId where = zone == null ? null : Usage.of("--zone", zone, TenantDescription::zone);
        LocalTime from = opens == null ? null : Usage.of("--opens", opens, TenantDescription::time);
        LocalTime to = closes == null ? null : Usage.of("--closes", closes, TenantDescription::time);
        return before -> new Tenant(
                before.id(),
                or(called, before.name()),
                or(status, before.status()),
                or(where, before.zone()),
                new OpeningHours(
                        or(from, before.hours().opens()), or(to, before.hours().closes())));
    }

    private static <T> T or(@Nullable T said, T before) {
        return said == null ? before : said;
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "it is a zone of the tz database, such as America/Argentina/Buenos_Aires, not \"" + text + "\"",
                    unknown);
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("it is hours and minutes, such as 09:00, not \"" + text + "\"", noTime);
        }
    }
}
