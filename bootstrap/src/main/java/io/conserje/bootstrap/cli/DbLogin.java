package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.EnvFileUpdate;
import io.conserje.bootstrap.config.Secret;
import io.conserje.bootstrap.config.Settings;
import io.conserje.db.ServiceLogin;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
                "Create or correct the login conserje_app, which row level security binds.",
                "The POSTGRES_URL with its new password is shown once, or written into the file of --env-file.",
                "Needs the owner's login (MIGRATIONS_DB_URL). Run it after: conserje db migrate"
            })
    static final class Create extends NewPassword {

        Create(Outside outside) {
            super(outside, ServiceLogin::create);
        }
    }

    /** {@code conserje db login rotate}. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "Change the password of the login conserje_app.",
                "The POSTGRES_URL with its new password is shown once, or written into the file of --env-file.",
                "Run it after restoring a Supabase backup, which does not hold such passwords."
            })
    static final class Rotate extends NewPassword {

        Rotate(Outside outside) {
            super(outside, ServiceLogin::rotate);
        }
    }

    /** Gives the login a new password, and hands it to the operator. */
    abstract static class NewPassword extends DatabaseWork {

        private final Function<ServiceLogin, String> change;

        @Option(
                names = "--write",
                description = "Write the new POSTGRES_URL into the file of --env-file, and do not show it."
                        + " Its other lines stay as they are.")
        private boolean write;

        NewPassword(Outside outside, Function<ServiceLogin, String> change) {
            super(outside);
            this.change = change;
        }

        @Override
        final Work work(Settings settings) {
            Path file = envFile();
            if (write && file == null) {
                throw new UsageException("--write: it needs a file to write to. Add --env-file FILE.");
            }
            return (database, out) -> {
                DatabaseUrl url = urlOf(database.ownerUrl(), database.serviceUrl());
                ServiceLogin login = new ServiceLogin(database.owner());
                if (write && file != null) {
                    written(file, url, login, out);
                } else {
                    shown(with(url, change.apply(login)), out);
                }
                return ExitCode.OK;
            };
        }

        private void written(Path file, DatabaseUrl url, ServiceLogin login, PrintWriter out) {
            requireProject(url);
            try (EnvFileUpdate update = EnvFileUpdate.begin(file, environment(), with(url, "x"))) {
                DatabaseUrl made = with(url, change.apply(login));
                try {
                    update.write(made);
                } catch (UncheckedIOException failed) {
                    // The server has the new password already: it must not be lost.
                    shown(made, out);
                    throw failed;
                }
            }
            out.println("Login: " + ServiceLogin.NAME);
            out.println("Wrote POSTGRES_URL, with the new password, into " + file + ".");
            out.println("Restart the service with it. " + WAIT);
        }
    }

    private static final String WAIT = "A pooler may refuse the new password for a few seconds.";

    /** How Supabase's documentation and ours write a part that is to be filled in. */
    private static final String UNKNOWN_PROJECT = "[PROJECT]";

    private static void shown(DatabaseUrl url, PrintWriter out) {
        out.println("Login: " + ServiceLogin.NAME);
        out.println("Its URL with the new password, shown only now:");
        out.println("POSTGRES_URL=" + url.text().value());
        if (isProjectUnknown(url)) {
            out.println("Replace the user's %5BPROJECT%5D by the reference of the project.");
        }
        out.println("Put this line into the settings of the service. " + WAIT);
    }

    /**
     * The URL of the service's login: where the service connects to now, or else where the owner does. On a pooler that
     * projects share, the user names the project.
     */
    private static DatabaseUrl urlOf(DatabaseUrl owner, @Nullable DatabaseUrl service) {
        DatabaseUrl base = service == null ? owner : service;
        Optional<String> project = base.project().or(owner::project);
        String user =
                base.isSharedPooler() ? ServiceLogin.NAME + "." + project.orElse(UNKNOWN_PROJECT) : ServiceLogin.NAME;
        return base.withLogin(user, new Secret(""));
    }

    private static DatabaseUrl with(DatabaseUrl url, String password) {
        return url.withLogin(String.valueOf(url.user()), new Secret(password));
    }

    private static boolean isProjectUnknown(DatabaseUrl url) {
        return String.valueOf(url.user()).endsWith(UNKNOWN_PROJECT);
    }

    private static void requireProject(DatabaseUrl url) {
        if (isProjectUnknown(url)) {
            throw new UsageException("--write: the project is not known. Write the user in MIGRATIONS_DB_URL as"
                    + " role.project, for example postgres.abcdefgh.");
        }
    }
}
