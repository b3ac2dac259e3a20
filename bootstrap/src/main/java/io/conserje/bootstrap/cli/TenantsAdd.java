package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.TenantRegistry.Registration;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code conserje tenants add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Add a hotel. The command fails if the hotel exists, and does not change it.",
        footer = {"", "Example: conserje tenants add hotel-centro --name \"Hotel Centro\""})
final class TenantsAdd extends TenantWork {

    @Mixin
    private TenantDescription description = new TenantDescription();

    TenantsAdd(Outside outside) {
        super(outside);
    }

    @Override
    Work work(TenantId id) {
        if (!description.hasName()) {
            throw new UsageException("--name is required, such as --name \"Hotel Centro\"");
        }
        Tenant tenant = description.read().apply(Tenant.named(id, id.value()));
        return (database, out) -> add(tenant, database, out);
    }

    private int add(Tenant tenant, Database database, PrintWriter out) {
        if (registry(database).register(tenant) == Registration.ALREADY_THERE) {
            err().println("Hotel " + tenant.id()
                    + " exists and was not changed. Change it with: conserje tenants change");
            return ExitCode.CHECK_FAILED;
        }
        out.println("Added " + TenantText.line(tenant));
        return ExitCode.OK;
    }
}
