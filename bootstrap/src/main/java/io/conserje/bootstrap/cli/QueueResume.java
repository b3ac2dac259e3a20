package io.conserje.bootstrap.cli;

import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseScope;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.Warrant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code conserje queue resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "End a pause. What waited for it is due at once. Give the options with which it was paused.",
        footer = {"", "Example: conserje queue resume --reason pms_unavailable --why \"the PMS is back\""})
final class QueueResume extends DatabaseWork {

    @Mixin
    private PauseScopeOptions scope = new PauseScopeOptions();

    QueueResume(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        PauseScope what = scope.scope();
        Warrant warrant = scope.warrant();
        return (database, out) -> {
            Optional<Pause> ended = database.stores().pauses().resume(what, warrant);
            if (ended.isEmpty()) {
                err().println("There is no pause of exactly " + what + ". See: conserje queue pauses");
                return ExitCode.CHECK_FAILED;
            }
            out.println("Resumed " + what);
            return ExitCode.OK;
        };
    }
}
