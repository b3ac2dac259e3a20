package io.conserje.bootstrap.cli;

import io.conserje.application.outbound.Outbox.Cancelling;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conserje messages cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Cancel a message that is not sent yet. Of a long text, the parts that are left are cancelled.",
        footer = {
            "",
            "Example: conserje messages cancel 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --tenant hotel-sur --why \"left"
                    + " early\""
        })
final class MessagesCancel extends DatabaseWork {

    @Parameters(paramLabel = "ID", description = "Its id, as conserje messages send shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private UUID id;

    @Option(names = "--tenant", paramLabel = "T", required = true, description = "Its hotel, such as hotel-sur.")
    private String tenant = "";

    @Mixin
    private WarrantOptions deciding = new WarrantOptions();

    MessagesCancel(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        TenantId hotel = Usage.of("--tenant", tenant, TenantId::new);
        Warrant warrant = deciding.read();
        return (database, out) -> {
            HotelOption.checkRegistered(hotel, database.stores().directory());
            return report(database.stores().outbox(hotel).cancel(id, warrant), hotel, out);
        };
    }

    private int report(Cancelling made, TenantId hotel, PrintWriter out) {
        return switch (made) {
            case DONE -> {
                out.println(id + ": cancelled");
                yield ExitCode.OK;
            }
            case TOO_LATE -> {
                err().println(id + ": unchanged, its sending has begun or it is over. See: conserje replies show "
                        + id);
                yield ExitCode.CHECK_FAILED;
            }
            case ABSENT -> {
                err().println(id + ": hotel " + hotel + " has no such message. Check the id and the hotel");
                yield ExitCode.CHECK_FAILED;
            }
        };
    }
}
