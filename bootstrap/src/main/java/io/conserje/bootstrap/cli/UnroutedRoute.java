package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.RouteUnrouted;
import io.conserje.application.messaging.RouteUnrouted.Result;
import io.conserje.application.process.Gate;
import io.conserje.application.tenancy.Actor;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conserje unrouted route}. */
@Command(
        name = "route",
        mixinStandardHelpOptions = true,
        description = {
            "Give messages that no active hotel could take to a hotel, which handles them in their order.",
            "It is recorded in the audit of the hotel."
        },
        footer = {"", "Example: conserje unrouted route 3f2a91c0 --tenant hotel-sur --assign"})
final class UnroutedRoute extends DatabaseWork {

    @Parameters(paramLabel = "ID", description = "The id of a line, as conserje unrouted list shows it.")
    private String id = "";

    @Option(names = "--tenant", paramLabel = "T", required = true, description = "The hotel that gets them.")
    private String tenant = "";

    @Option(names = "--assign", description = "Assign the line to the hotel too, so that it gets later messages.")
    private boolean assign;

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "The person who decides, which is recorded (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String by;

    UnroutedRoute(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        TenantId to = Usage.of("--tenant", tenant, TenantId::new);
        Actor actor = Usage.of("--by", by, Actor::new);
        return (database, out) -> {
            PostgresAdapters stores = database.stores();
            RouteUnrouted routing = new RouteUnrouted(
                    stores.unrouted(), stores.directory(), stores::registry, MessagingListener.NONE, Gate.alwaysOpen());
            return report(routing.route(id, to, assign, actor), to, out);
        };
    }

    private int report(Result result, TenantId to, PrintWriter out) {
        return switch (result) {
            case Result.Routed routed -> {
                out.println(
                        routed.messages() + " messages routed to " + to + (assign ? ", which has the line now." : "."));
                yield ExitCode.OK;
            }
            case Result.NothingKept none -> failed("No messages with the id " + id + ". See: conserje unrouted list");
            case Result.Unreadable parts ->
                failed("These are parts of deliveries that cannot be read. No hotel can take them. See: conserje"
                        + " unrouted show " + id);
            case Result.NoSuchTenant unknown ->
                throw new UsageException("--tenant: no hotel " + to + " is registered. See: conserje tenants list");
            case Result.Inactive inactive ->
                failed(to + " is inactive and would not handle them. Activate it: conserje tenants change");
            case Result.LineTaken taken ->
                failed("Another hotel has this line. Remove it there first: conserje tenants remove");
            case Result.NoLine none -> failed("These messages named no line. Route them without --assign.");
        };
    }

    private int failed(String why) {
        err().println(why);
        return ExitCode.CHECK_FAILED;
    }
}
