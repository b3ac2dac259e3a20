package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.tenancy.LibPhoneNumbers;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about a hotel and an identifier. */
abstract class IdentifierWork extends TenantWork {

    @Option(
            names = "--channel",
            paramLabel = "C",
            defaultValue = "whatsapp",
            description = "The channel that uses the identifier (default: ${DEFAULT-VALUE}).")
    private String channel = "whatsapp";

    @Option(
            names = "--kind",
            paramLabel = "K",
            required = true,
            description = "The kind of the identifier: ${COMPLETION-CANDIDATES}. Required.")
    private Identifier.Kind kind = Identifier.Kind.PHONE;

    @Parameters(
            index = "1",
            paramLabel = "VALUE",
            description = "The identifier. A telephone number may have 00, spaces and dashes.")
    private String value = "";

    IdentifierWork(Outside outside) {
        super(outside);
    }

    @Override
    final Work work(TenantId id) {
        Identifier identifier = identifier();
        return (database, out) -> on(id, identifier, database, out);
    }

    abstract int on(TenantId id, Identifier identifier, Database database, PrintWriter out);

    /** @throws UsageException if it is not valid; the message does not hold the value */
    private Identifier identifier() {
        Channel where = Usage.of("--channel", channel, Channel::new);
        return Usage.of("VALUE", value, text -> new LibPhoneNumbers().identifier(where, kind, text));
    }
}
