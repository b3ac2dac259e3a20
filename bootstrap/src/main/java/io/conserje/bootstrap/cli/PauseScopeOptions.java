package io.conserje.bootstrap.cli;

import io.conserje.application.pause.PauseScope;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.Channel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what is paused or resumed, who does it, and why. */
final class PauseScopeOptions {

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Option(names = "--channel", paramLabel = "C", description = "Only this channel, such as whatsapp.")
    private @Nullable String channel;

    @Option(
            names = "--reason",
            paramLabel = "R",
            description = "Only messages that fail with this reason, such as pms_unavailable.")
    private @Nullable String reason;

    @Option(names = "--all", description = "Everything. Required if no other option says what.")
    private boolean all;

    @Mixin
    private WarrantOptions deciding = new WarrantOptions();

    /** @throws UsageException if an option cannot be read, or none says what is meant */
    PauseScope scope() {
        PauseScope scope = new PauseScope(
                hotel.only(),
                channel == null ? null : Usage.of("--channel", channel, Channel::new),
                reason == null ? null : Usage.of("--reason", reason, Attempt::checkedReason));
        if (scope.isEverything() != all) {
            throw new UsageException(
                    all
                            ? "Give --all, or --tenant, --channel and --reason, and not both"
                            : "Say what: --tenant, --channel, --reason, or --all for everything");
        }
        return scope;
    }

    /** @throws UsageException if the hotel is not registered */
    void check(Database database) {
        HotelOption.checkRegistered(hotel.only(), database.stores().directory());
    }

    /** @throws UsageException if an option cannot be read */
    Warrant warrant() {
        return deciding.read();
    }
}
