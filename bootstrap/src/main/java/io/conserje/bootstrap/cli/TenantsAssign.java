package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code conserje tenants assign}. */
@Command(
        name = "assign",
        mixinStandardHelpOptions = true,
        description = "Assign an identifier to a hotel: messages with it are for this hotel.",
        footer = {"", "Example: conserje tenants assign hotel-centro --kind phone_number_id 106540352242922"})
final class TenantsAssign extends IdentifierWork {

    TenantsAssign(Outside outside) {
        super(outside);
    }

    @Override
    int on(TenantId id, Identifier identifier, Database database, PrintWriter out) {
        return switch (registry(database).assign(id, identifier)) {
            case ASSIGNED -> {
                out.println(id + " has " + TenantText.line(identifier));
                yield ExitCode.OK;
            }
            case TAKEN -> {
                err().println("Another hotel has this identifier. Remove it there first: conserje tenants remove");
                yield ExitCode.CHECK_FAILED;
            }
            case NO_SUCH_TENANT -> throw noSuchTenant(id);
        };
    }
}
