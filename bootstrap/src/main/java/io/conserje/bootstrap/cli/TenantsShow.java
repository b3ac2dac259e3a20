package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje tenants show}. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Show a hotel and its identifiers.")
final class TenantsShow extends TenantWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    TenantsShow(Outside outside) {
        super(outside);
    }

    @Override
    Work work(TenantId id) {
        return (database, out) -> show(id, database, out);
    }

    private int show(TenantId id, Database database, PrintWriter out) {
        Tenant tenant = known(id, database);
        List<Identifier> identifiers = directory(database).identifiersOf(id);
        if (json) {
            Map<String, @Nullable Object> map = TenantText.asMap(tenant);
            map.put("identifiers", TenantText.asMaps(identifiers));
            out.println(Json.of(map));
        } else {
            out.println(TenantText.line(tenant));
            identifiers.forEach(identifier -> out.println("  " + TenantText.line(identifier)));
        }
        return ExitCode.OK;
    }
}
