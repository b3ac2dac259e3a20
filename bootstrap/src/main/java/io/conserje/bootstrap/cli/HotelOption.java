package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which hotels a command is about. */
final class HotelOption {

    @Option(names = "--tenant", paramLabel = "T", description = "Of this hotel only; without it, of every hotel.")
    @Nullable
    String tenant;

    /**
     * The one hotel that is named, or null for all of them.
     *
     * @throws UsageException if no hotel can have that name
     */
    @Nullable
    TenantId only() {
        return tenant == null ? null : Usage.of("--tenant", tenant, TenantId::new);
    }

    /**
     * The hotels that are meant, by id.
     *
     * @param only what {@link #only()} gave
     * @throws UsageException if the one that is named is not registered
     */
    static List<TenantId> meant(@Nullable TenantId only, TenantDirectory directory) {
        checkRegistered(only, directory);
        return only == null ? directory.all().stream().map(Tenant::id).toList() : List.of(only);
    }

    /** @throws UsageException if a hotel is named that is not registered */
    static void checkRegistered(@Nullable TenantId only, TenantDirectory directory) {
        if (only != null && directory.find(only).isEmpty()) {
            throw new UsageException("--tenant: no hotel " + only + " is registered here");
        }
    }
}
