package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.ServiceLogin;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** {@code conserje db login}. */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = "Make the login under which the service runs, or change its password.")
final class DbLogin extends Group {

    /** {@code conserje db login create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Make the login conserje_app, which row level security binds, or mend it; with a new password, shown once.",
                "Run it with the owner's login (MIGRATIONS_DB_URL), after: conserje db migrate"
            })
    static final class Create extends DatabaseWork {

        Create(Outside outside) {
            super(outside);
        }

        @Override
        Work work(Settings settings) {
            return (database, out) -> shown(new ServiceLogin(database.owner()), ServiceLogin::create, out);
        }
    }

    /** {@code conserje db login rotate}. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "Give the login conserje_app a new password, shown once.",
                "Supabase's backups do not hold the passwords of such logins: after a restore, run this."
            })
    static final class Rotate extends DatabaseWork {

        Rotate(Outside outside) {
            super(outside);
        }

        @Override
        Work work(Settings settings) {
            return (database, out) -> shown(new ServiceLogin(database.owner()), ServiceLogin::rotate, out);
        }
    }

    private static int shown(ServiceLogin login, Function<ServiceLogin, String> password, PrintWriter out) {
        String made = password.apply(login);
        out.println(
                "Login: " + ServiceLogin.NAME + " (on Supabase's shared pooler: " + ServiceLogin.NAME + ".[project])");
        out.println("Password, shown this once: " + made);
        out.println("Put both into POSTGRES_URL. A pooler may refuse the new password for some seconds.");
        return ExitCode.OK;
    }
}
