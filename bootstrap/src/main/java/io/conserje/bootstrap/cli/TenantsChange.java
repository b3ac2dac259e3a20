package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code conserje tenants change}. */
@Command(
        name = "change",
        mixinStandardHelpOptions = true,
        description = "Change a hotel; what no option names stays. Running services see the change within a second.",
        footer = {"", "Example: conserje tenants change hotel-centro --status inactive"})
final class TenantsChange extends TenantWork {

    @Mixin
    private TenantDescription description = new TenantDescription();

    TenantsChange(Outside outside) {
        super(outside);
    }

    @Override
    Work work(TenantId id) {
        if (description.isEmpty()) {
            throw new UsageException("Give at least one of --name, --status, --zone, --opens, --closes and --share");
        }
        UnaryOperator<Tenant> change = description.read();
        return (database, out) -> change(id, change, database, out);
    }

    private int change(TenantId id, UnaryOperator<Tenant> change, Database database, PrintWriter out) {
        Tenant tenant = registry(database).change(id, change).orElseThrow(() -> noSuchTenant(id));
        out.println("Now " + TenantText.line(tenant));
        return ExitCode.OK;
    }
}
