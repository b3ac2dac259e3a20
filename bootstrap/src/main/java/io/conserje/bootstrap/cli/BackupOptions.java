package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The hotels of a backup or a restore, and the form of the result. */
final class BackupOptions {

    @Option(
            names = "--tenant",
            paramLabel = "HOTEL",
            description = "Only this hotel. Repeat it for more (default: all hotels).")
    private List<String> hotels = new ArrayList<>();

    @Option(names = "--json", description = "Write JSON instead of text, and show no progress.")
    boolean json;

    /**
     * The hotels; empty for all.
     *
     * @throws UsageException if no hotel can have one of the names
     */
    List<String> hotels() {
        return hotels.stream()
                .map(written -> Usage.of("--tenant", written, TenantId::new).value())
                .toList();
    }
}
