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
            "Create the hotel \"default\", and an admin with a generated password, which is shown once.",
            "If they exist, they are not changed."
        },
        footer = {"", "Example: conserje db seed --admin-email reception@hotel.example.com"})
final class DbSeed extends DatabaseWork {

    private static final int COST = 12;

    @Option(
            names = "--admin-email",
            paramLabel = "E",
            defaultValue = "admin@hotel.example.com",
            description = "The admin's e-mail address (default: ${DEFAULT-VALUE}).")
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
                tenant == Registration.REGISTERED ? "Hotel default: created" : "Hotel default: exists, not changed");

        String password = Passwords.generate();
        Users users = stores.users();
        Creation admin = users.create(
                TenantId.DEFAULT, address, BCrypt.withDefaults().hashToString(COST, password.toCharArray()), "admin");
        if (admin == Creation.CREATED) {
            out.println("Admin " + address + ": created");
            out.println("Password, shown only now: " + password);
        } else {
            out.println("Admin " + address + ": exists, not changed");
        }
        return ExitCode.OK;
    }
}
