package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code conserje tenants remove}. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Remove an identifier from a hotel: messages with it are for no hotel.",
        footer = {"", "Example: conserje tenants remove hotel-centro --kind phone +5491112345678"})
final class TenantsRemove extends IdentifierWork {

    TenantsRemove(Outside outside) {
        super(outside);
    }

    @Override
    int on(TenantId id, Identifier identifier, Database database, PrintWriter out) {
        known(id, database);
        if (registry(database).remove(id, identifier) == Removal.NOT_ASSIGNED) {
            err().println(id + " does not have this identifier. See: conserje tenants show " + id);
            return ExitCode.CHECK_FAILED;
        }
        out.println("Removed from " + id + ": " + TenantText.line(identifier));
        return ExitCode.OK;
    }
}
