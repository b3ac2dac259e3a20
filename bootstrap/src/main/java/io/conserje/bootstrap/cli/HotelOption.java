package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.BrowseDeadLetters;
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
     * The one hotel that is meant, or null for all of them.
     *
     * @throws UsageException if the one that is named is not registered
     */
    @Nullable
    TenantId meant(BrowseDeadLetters browsing) {
        if (tenant == null) {
            return null;
        }
        TenantId wanted = Usage.of("--tenant", tenant, TenantId::new);
        if (browsing.hotels(wanted).isEmpty()) {
            throw unknown(wanted);
        }
        return wanted;
    }

    /**
     * The hotels that are meant, by id.
     *
     * @throws UsageException if the one that is named is not registered
     */
    List<TenantId> meant(TenantDirectory directory) {
        if (tenant == null) {
            return directory.all().stream().map(Tenant::id).toList();
        }
        TenantId wanted = Usage.of("--tenant", tenant, TenantId::new);
        if (directory.find(wanted).isEmpty()) {
            throw unknown(wanted);
        }
        return List.of(wanted);
    }

    private static UsageException unknown(TenantId wanted) {
        return new UsageException("--tenant: no hotel " + wanted + " is registered here");
    }
}
