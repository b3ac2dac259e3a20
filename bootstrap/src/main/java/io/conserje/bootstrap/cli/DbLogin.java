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
        description = "Create the service's login, or change its password.")
final class DbLogin extends Group {

    /** {@code conserje db login create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Create or correct the login conserje_app, which row level security binds. Its new password is shown once.",
                "Needs the owner's login (MIGRATIONS_DB_URL). Run it after: conserje db migrate"
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
                "Change the password of the login conserje_app. The new password is shown once.",
                "Run it after restoring a Supabase backup, which does not hold such passwords."
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
        out.println("Password, shown only now: " + made);
        out.println("Put both into POSTGRES_URL. A pooler may refuse the new password for a few seconds.");
        return ExitCode.OK;
    }
}
