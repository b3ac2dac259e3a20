package io.conserje.bootstrap.cli;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.TenantRegistry.Registration;
import io.conserje.application.tenancy.Users;
import io.conserje.application.tenancy.Users.Creation;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db seed}. */
@Command(
        name = "seed",
        mixinStandardHelpOptions = true,
        description = {
            "Make the tenant \"default\" and one admin with a generated password, which is shown once.",
            "What is there already is left as it is."
        },
        footer = {"", "Example: conserje db seed --admin-email reception@hotel.example.com"})
final class DbSeed extends DatabaseWork {

    private static final int COST = 12;

    @Option(
            names = "--admin-email",
            paramLabel = "E",
            defaultValue = "admin@hotel.example.com",
            description = "The admin's address (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String email;

    DbSeed(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        String address = Usage.of("--admin-email", email, DbSeed::address);
        return (database, out) -> seed(address, database, out);
    }

    private static String address(String text) {
        return Identifier.email(new Channel("email"), text).value();
    }

    private static int seed(String address, Database database, PrintWriter out) {
        PostgresAdapters stores = database.stores();
        TenantRegistry tenants = stores.registry(TenantWork.actor());
        Registration tenant = tenants.register(Tenant.named(TenantId.DEFAULT, "Hotel Default"));
        out.println(
                tenant == Registration.REGISTERED
                        ? "Tenant default: made"
                        : "Tenant default: there already, left as it is");

        String password = Passwords.generate();
        Users users = stores.users();
        Creation admin = users.create(
                TenantId.DEFAULT, address, BCrypt.withDefaults().hashToString(COST, password.toCharArray()), "admin");
        if (admin == Creation.CREATED) {
            out.println("Admin " + address + ": made");
            out.println("Password, shown this once: " + password);
        } else {
            out.println("Admin " + address + ": there already, left as it is");
        }
        return ExitCode.OK;
    }
}
