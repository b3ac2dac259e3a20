package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.UUID;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about one message that waits. */
abstract class QueueMessageWork extends DatabaseWork {

    @Parameters(paramLabel = "ID", description = "Its id, as conserje queue list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private UUID id;

    @Option(names = "--tenant", paramLabel = "T", required = true, description = "Its hotel, such as hotel-sur.")
    private String tenant = "";

    QueueMessageWork(Outside outside) {
        super(outside);
    }

    @Override
    final Work work(Settings settings) {
        TenantId hotel = Usage.of("--tenant", tenant, TenantId::new);
        prepare();
        return (database, out) -> {
            HotelOption.checkRegistered(hotel, database.stores().directory());
            return on(database.stores().waitingMessages(), hotel, new MessageId(id), out);
        };
    }

    /** Reads the rest of the command line. */
    void prepare() {}

    abstract int on(WaitingMessages waiting, TenantId hotel, MessageId message, PrintWriter out);

    final int absent(TenantId hotel, MessageId message) {
        err().println("No message " + message + " waits at " + hotel + ". See: conserje queue list --tenant " + hotel);
        return ExitCode.CHECK_FAILED;
    }
}
