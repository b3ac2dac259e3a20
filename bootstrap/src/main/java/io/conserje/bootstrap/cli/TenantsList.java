package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.Tenant;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje tenants list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Show every hotel.")
final class TenantsList extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    TenantsList(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        List<Tenant> tenants = database.stores().directory().all();
        if (json) {
            out.println(Json.of(
                    Map.of("tenants", tenants.stream().map(TenantText::asMap).toList())));
        } else if (tenants.isEmpty()) {
            out.println("No hotels. Add one with: conserje tenants add hotel-centro --name \"Hotel Centro\"");
        } else {
            tenants.forEach(tenant -> out.println(TenantText.line(tenant)));
        }
        return ExitCode.OK;
    }
}
