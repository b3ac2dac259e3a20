package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.TenantAudit.Entry;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje tenants audit}. */
@Command(name = "audit", mixinStandardHelpOptions = true, description = "Show the changes to a hotel, newest first.")
final class TenantsAudit extends TenantWork {

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The number of changes, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    TenantsAudit(Outside outside) {
        super(outside);
    }

    @Override
    Work work(TenantId id) {
        if (limit < 1 || limit > 1000) {
            throw new UsageException("--limit: it must be 1 to 1000, not " + limit);
        }
        return (database, out) -> show(id, database, out);
    }

    private int show(TenantId id, Database database, PrintWriter out) {
        known(id, database);
        List<Entry> entries = database.stores().audit().of(id, limit);
        if (json) {
            out.println(Json.of(
                    Map.of("entries", entries.stream().map(TenantsAudit::asMap).toList())));
        } else {
            entries.forEach(entry -> out.println(entry.at() + "  " + entry.actor() + "  "
                    + TenantText.word(entry.action()) + "  " + entry.details()));
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> asMap(Entry entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", entry.at());
        map.put("actor", entry.actor());
        map.put("action", TenantText.word(entry.action()));
        map.put("details", entry.details());
        return map;
    }
}
