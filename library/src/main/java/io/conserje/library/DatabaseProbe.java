package io.conserje.library;

import io.conserje.db.verify.DriverCheck;
import io.conserje.db.verify.Finding;
import io.conserje.db.verify.LoginCheck;
import io.conserje.db.verify.VerificationException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a host's connections before an instance uses them, as the service looks at its URL. */
final class DatabaseProbe {

    private static final Logger LOG = LoggerFactory.getLogger(Conserje.class);

    private DatabaseProbe() {}

    /**
     * Checks the driver's parameters and the login. If the database cannot be reached, only the log says so.
     *
     * @throws IllegalStateException if the driver would send a statement apart from its tenant, or if the login is to be
     *     refused; the message names the remedy
     */
    static void check(DataSource database, UnboundLogin rule) {
        List<Finding> driver;
        try {
            driver = new DriverCheck(database).run();
        } catch (VerificationException away) {
            LOG.warn("{}, so the driver and the login of the database were not checked", away.getMessage());
            return;
        }
        if (!driver.isEmpty()) {
            throw new IllegalStateException(problems(driver));
        }
        List<Finding> login = rule == UnboundLogin.ALLOW ? List.of() : new LoginCheck(database).run();
        if (login.isEmpty()) {
            return;
        }
        if (rule == UnboundLogin.REFUSE) {
            throw new IllegalStateException(
                    problems(login) + "\nFor development: builder.unboundLogin(UnboundLogin.WARN)");
        }
        LOG.warn(problems(login));
    }

    private static String problems(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.object() + ": " + finding.problem() + " Mend it with: " + finding.remedy())
                .collect(Collectors.joining(
                        "\n  ", "The database does not keep hotels apart on these connections:\n  ", ""));
    }
}
