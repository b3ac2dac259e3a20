package io.conserje.bootstrap.cli;

import io.conserje.application.waiting.WaitingMessages;
import io.conserje.application.waiting.WaitingMessages.Detail;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje queue show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show a message that waits, with its failed attempts.",
        footer = {"", "Example: conserje queue show 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --tenant hotel-sur"})
final class QueueShow extends QueueMessageWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    QueueShow(Outside outside) {
        super(outside);
    }

    @Override
    int on(WaitingMessages waiting, TenantId hotel, MessageId message, PrintWriter out) {
        Optional<Detail> found = waiting.find(hotel, message);
        if (found.isEmpty()) {
            return absent(hotel, message);
        }
        Detail detail = found.get();
        if (json) {
            Map<String, @Nullable Object> map = QueueText.asMap(detail.message());
            map.put(
                    "attempts",
                    detail.attempts().stream().map(LetterText::asMap).toList());
            out.println(Json.of(map));
            return ExitCode.OK;
        }
        out.println(QueueText.line(detail.message()));
        detail.attempts()
                .forEach(failed -> out.println("  round " + failed.round() + ", attempt "
                        + failed.attempt().number() + " failed " + failed.at() + " ("
                        + failed.attempt().reason() + "): " + failed.attempt().cause()));
        return ExitCode.OK;
    }
}
