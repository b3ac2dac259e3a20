package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantStatus;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Function;
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

    /** @throws UsageException if something is not what it must be */
    Tenant over(Tenant before) {
        String called = name == null ? before.name() : name;
        ZoneId where = or("--zone", zone, TenantDescription::zone, before.zone());
        LocalTime from =
                or("--opens", opens, TenantDescription::time, before.hours().opens());
        LocalTime to =
                or("--closes", closes, TenantDescription::time, before.hours().closes());
        return Usage.of(
                "--name",
                called,
                text -> new Tenant(
                        before.id(),
                        text,
                        status == null ? before.status() : status,
                        where,
                        new OpeningHours(from, to)));
    }

    private static <T> T or(String option, @Nullable String text, Function<String, T> reader, T before) {
        return text == null ? before : Usage.of(option, text, reader);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "it is a zone of the tz database, such as America/Argentina/Buenos_Aires", unknown);
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("it is hours and minutes, such as 09:00", noTime);
        }
    }
}
