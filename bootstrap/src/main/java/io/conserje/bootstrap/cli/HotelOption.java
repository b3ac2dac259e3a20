package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that limits a command to one hotel. */
final class HotelOption {

    @Option(names = "--tenant", paramLabel = "T", description = "Only this hotel (default: every hotel).")
    @Nullable
    String tenant;

    /**
     * The hotel; null for every hotel.
     *
     * @throws UsageException if no hotel can have that name
     */
    @Nullable
    TenantId only() {
        return tenant == null ? null : Usage.of("--tenant", tenant, TenantId::new);
    }

    /**
     * The hotels to work on, by id.
     *
     * @param only the result of {@link #only()}
     * @throws UsageException if that hotel is not registered
     */
    static List<TenantId> meant(@Nullable TenantId only, TenantDirectory directory) {
        checkRegistered(only, directory);
        return only == null ? directory.all().stream().map(Tenant::id).toList() : List.of(only);
    }

    /** @throws UsageException if the hotel is not registered */
    static void checkRegistered(@Nullable TenantId only, TenantDirectory directory) {
        if (only != null && directory.find(only).isEmpty()) {
            throw new UsageException("--tenant: no hotel " + only + " is registered. See: conserje tenants list");
        }
    }
}
