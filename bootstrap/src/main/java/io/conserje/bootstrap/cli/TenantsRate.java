package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.LineRates;
import io.conserje.application.messaging.LineRates.LineRate;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje tenants rate}. */
@Command(
        name = "rate",
        mixinStandardHelpOptions = true,
        description = {
            "Show or set how many replies the lines of a hotel send in a second, over all processes.",
            "Without --line it shows the lines that have a rate of their own. Running services see a change at once."
        },
        footer = {"", "Example: conserje tenants rate hotel-centro --line 106540352242922 --also-on-a-phone"})
final class TenantsRate extends TenantWork {

    @Option(names = "--channel", paramLabel = "C", description = "The channel of the line (default: whatsapp).")
    private String channel = "whatsapp";

    @Option(names = "--line", paramLabel = "ID", description = "The line, such as WhatsApp's phone number id.")
    private @Nullable String line;

    @ArgGroup
    private @Nullable Rate rate;

    private static final class Rate {

        @Option(names = "--per-second", paramLabel = "N", description = "How many replies in a second, 1 to 1000.")
        private @Nullable Integer perSecond;

        @Option(
                names = "--also-on-a-phone",
                description = "The number is also used in the app on a phone: 20 replies in a second.")
        private boolean alsoOnAPhone;

        @Option(names = "--default", description = "What LINE_REPLIES_PER_SECOND says.")
        private boolean usual;

        private @Nullable Integer read() {
            if (alsoOnAPhone) {
                return ReplyRates.ALSO_ON_A_PHONE;
            }
            return usual || perSecond == null
                    ? null
                    : Usage.of(
                            "--per-second",
                            perSecond.toString(),
                            text -> ReplyRates.checkedPerLine(Integer.parseInt(text)));
        }
    }

    TenantsRate(Outside outside) {
        super(outside);
    }

    @Override
    Work work(TenantId id) {
        if (line == null && rate == null) {
            return (database, out) -> show(id, rates(database), database, out);
        }
        if (line == null || rate == null) {
            throw new UsageException("Give --line with one of --per-second, --also-on-a-phone and --default");
        }
        Channel of = Usage.of("--channel", channel, Channel::new);
        Integer perSecond = rate.read();
        return (database, out) -> set(id, of, perSecond, rates(database), out);
    }

    private static LineRates rates(Database database) {
        return database.stores().lineRates(actor());
    }

    private int show(TenantId id, LineRates rates, Database database, PrintWriter out) {
        List<LineRate> known = rates.of(known(id, database).id());
        if (known.isEmpty()) {
            out.println("No line of " + id + " has a rate of its own");
        }
        known.forEach(one -> out.println(one.channel() + "  " + one.line() + "  " + one.perSecond() + " a second"));
        return ExitCode.OK;
    }

    private int set(TenantId id, Channel of, @Nullable Integer perSecond, LineRates rates, PrintWriter out) {
        if (!rates.set(id, of, Objects.requireNonNull(line), perSecond)) {
            throw noSuchTenant(id);
        }
        out.println("The line sends " + (perSecond == null ? "what LINE_REPLIES_PER_SECOND says" : perSecond)
                + (perSecond == null ? "" : " replies a second"));
        return ExitCode.OK;
    }
}
