package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.domain.tenancy.TenantId;
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
            throw new UsageException("--tenant: no hotel " + wanted + " is registered here");
        }
        return wanted;
    }
}
