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
        description = "Register a hotel. One that is there already is left as it is, and the command fails.",
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
            throw new UsageException("Say what guests call it: --name \"Hotel Centro\"");
        }
        Tenant tenant = description.read().apply(Tenant.named(id, id.value()));
        return (database, out) -> add(tenant, database, out);
    }

    private int add(Tenant tenant, Database database, PrintWriter out) {
        if (registry(database).register(tenant) == Registration.ALREADY_THERE) {
            out.println("Hotel " + tenant.id()
                    + " is there already, and was left as it is. Change it with: conserje tenants change");
            return ExitCode.CHECK_FAILED;
        }
        out.println("Added " + TenantText.line(tenant));
        return ExitCode.OK;
    }
}
