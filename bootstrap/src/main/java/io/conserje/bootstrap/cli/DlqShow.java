package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.DeadLetters.History;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.tenancy.TenantId;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conserje dlq show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show a dead letter, with every attempt and every decision.",
        footer = {"", "Example: conserje dlq show 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4"})
final class DlqShow extends DatabaseWork {

    @Parameters(paramLabel = "ID", description = "Its id, as conserje dlq list shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private UUID id;

    @Mixin
    private HotelOption hotel = new HotelOption();

    @Option(names = "--content", description = "Also show the guest and the text.")
    private boolean content;

    @Option(names = "--raw", description = "Also show the message as the channel spelled it, if it is still kept.")
    private boolean raw;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DlqShow(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        TenantId only = hotel.only();
        return (database, out) -> show(only, database, out);
    }

    private int show(@Nullable TenantId only, Database database, PrintWriter out) {
        HotelOption.checkRegistered(only, database.stores().directory());
        BrowseDeadLetters browsing = browsing(database);
        Optional<DeadLetter> found = browsing.find(only, new DeadLetterId(id));
        if (found.isEmpty()) {
            err().println("There is no dead letter " + id + ". See: conserje dlq list --all");
            return ExitCode.CHECK_FAILED;
        }
        DeadLetter letter = found.get();
        History history = browsing.history(letter);
        Optional<String> spelled = raw ? browsing.raw(letter) : Optional.empty();
        if (json) {
            Map<String, @Nullable Object> map = asMap(letter, history);
            spelled.ifPresent(text -> map.put("raw", text));
            out.println(Json.of(map));
        } else {
            print(letter, history, out);
            if (raw) {
                out.println(spelled.map(text -> "As the channel spelled it: " + text)
                        .orElse("How the channel spelled it is not kept, or not kept any more."));
            }
        }
        return ExitCode.OK;
    }

    private Map<String, @Nullable Object> asMap(DeadLetter letter, History history) {
        Map<String, @Nullable Object> map = LetterText.asMap(letter);
        map.put("attempts", history.attempts().stream().map(LetterText::asMap).toList());
        map.put(
                "decisions",
                history.settlements().stream().map(LetterText::asMap).toList());
        if (content) {
            map.put("message", LetterText.asMap(letter.message()));
        }
        return map;
    }

    private void print(DeadLetter letter, History history, PrintWriter out) {
        out.println("Dead letter " + letter.id() + " of " + letter.tenant() + ", on "
                + letter.message().channel() + ", received " + letter.message().receivedAt());
        if (content) {
            print(letter.message(), out);
        }
        out.println("Dead since " + letter.buriedAt() + "; " + LetterText.sentence(letter.state()));
        history.attempts().forEach(failed -> out.println("  " + sentence(failed)));
        history.settlements().forEach(settled -> out.println("  " + LetterText.sentence(settled)));
    }

    private static void print(DeadMessage message, PrintWriter out) {
        out.println("From " + message.guest() + (message.line() == null ? "" : " to " + message.line()) + ", sent "
                + message.sentAt() + ", provider's id " + message.providerId() + ", " + message.contentType() + ":");
        message.body().lines().forEach(line -> out.println("  | " + line));
    }

    private static String sentence(FailedAttempt failed) {
        return "round " + failed.round() + ", attempt " + failed.attempt().number() + " failed " + failed.at() + " ("
                + failed.attempt().reason() + "): " + failed.attempt().cause();
    }
}
