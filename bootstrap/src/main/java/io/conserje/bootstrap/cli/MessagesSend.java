package io.conserje.bootstrap.cli;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.Outbox;
import io.conserje.application.outbound.SendMessage;
import io.conserje.application.outbound.SendMessage.Sending;
import io.conserje.application.outbound.WindowClosedException;
import io.conserje.application.process.Gate;
import io.conserje.bootstrap.config.Secret;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.HttpAdapters;
import java.io.PrintWriter;
import java.io.Serial;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje messages send}. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = {
            "Send a message with which a hotel writes first. A service sends it, behind what waits for the same guest.",
            "WhatsApp takes a text for 24 hours after the guest's last message, and a template at any time."
        },
        footer = {
            "",
            "Example: conserje messages send --tenant hotel-sur --to +5491112345678 --template booking_reminder"
                    + " --language es_AR --parameter Ana --at 2027-03-11T10:00:00-03:00 --key booking-7"
        })
final class MessagesSend extends DatabaseWork {

    /** Undoes a rehearsal. */
    private static final class Rehearsed extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final boolean repeated;

        Rehearsed(boolean repeated) {
            super(null, null, false, false);
            this.repeated = repeated;
        }
    }

    /** What is sent. */
    static final class Content {
        @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
        @Nullable
        private String text;

        @Option(names = "--template", paramLabel = "NAME", description = "The name of a template.")
        @Nullable
        private String template;
    }

    @Option(names = "--tenant", paramLabel = "T", required = true, description = "The hotel, such as hotel-sur.")
    private String tenant = "";

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            required = true,
            description = "The guest: a telephone number such as +5491112345678, an e-mail address, or a user id.")
    private String to = "";

    @Option(
            names = "--channel",
            paramLabel = "C",
            defaultValue = "whatsapp",
            description = "Default: ${DEFAULT-VALUE}.")
    private String channel = "";

    @ArgGroup(multiplicity = "1")
    private Content content = new Content();

    @Option(names = "--language", paramLabel = "CODE", description = "The language of the template, such as es_AR.")
    @Nullable
    private String language;

    @Option(
            names = "--parameter",
            paramLabel = "TEXT",
            description = "A parameter of the template's body. Repeat it for each, in their order.")
    private List<String> parameters = List.of();

    @Option(
            names = "--line",
            paramLabel = "LINE",
            description = "The hotel's line (default: the one to which the guest wrote last, or else the hotel's own).")
    @Nullable
    private String line;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Not before this time, such as 2027-03-11T10:00:00-03:00 (default: now).")
    @Nullable
    private String at;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Send one message for this key, however often the command runs.")
    @Nullable
    private String key;

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "Who sends it, which is recorded (default: ${DEFAULT-VALUE}).")
    private String by = "";

    @Option(names = "--dry-run", description = "Check everything, and send nothing.")
    private boolean dryRun;

    MessagesSend(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        HotelMessage message = message();
        ReplySender channels = channels(settings);
        return (database, out) -> {
            SendMessage sending =
                    new SendMessage(database.stores()::outbox, channels, Gate.alwaysOpen(), ReplyListener.NONE);
            try {
                return dryRun ? rehearse(database, sending, message, out) : report(sending.send(message), message, out);
            } catch (WindowClosedException | IllegalArgumentException refused) {
                err().println(refused.getMessage());
                return ExitCode.CHECK_FAILED;
            }
        };
    }

    private int report(Sending made, HotelMessage message, PrintWriter out) {
        String what = made.repeated()
                ? "nothing is sent, this is the message of that key"
                : message.notBefore() == null
                        ? "recorded, to be sent now"
                        : "recorded, to be sent from " + message.notBefore();
        out.println(made.id() + ": " + what);
        return ExitCode.OK;
    }

    private static int rehearse(Database database, SendMessage sending, HotelMessage message, PrintWriter out) {
        try {
            database.stores().transactions().in(message.tenant(), scope -> {
                Outbox outbox = scope.outbox();
                throw new Rehearsed(sending.send(outbox, message).repeated());
            });
        } catch (Rehearsed done) {
            out.println(done.repeated ? "A message of this key exists: nothing would be sent." : "It would be sent.");
        }
        return ExitCode.OK;
    }

    private HotelMessage message() {
        TenantId hotel = Usage.of("--tenant", tenant, TenantId::new);
        Channel over = Usage.of("--channel", channel, Channel::new);
        GuestRef guest = Usage.of("--to", to, written -> guest(over, written));
        HotelLine sending = line == null ? null : Usage.of("--line", line, written -> HotelLine.stored(over, written));
        Instant notBefore = at == null ? null : Usage.of("--at", at, MessagesSend::time);
        return Usage.of(
                "--key, --by",
                by,
                who -> new HotelMessage(hotel, guest, outbound(), sending, notBefore, key, "cli:" + who));
    }

    private OutboundMessage outbound() {
        if (content.text != null) {
            if (language != null || !parameters.isEmpty()) {
                throw new UsageException("--language and --parameter are for --template, not for --text");
            }
            return Usage.of("--text", content.text, OutboundMessage.Text::new);
        }
        if (language == null) {
            throw new UsageException("--template needs --language, such as --language es_AR");
        }
        String code = language;
        return Usage.of(
                "--template",
                String.valueOf(content.template),
                name -> Template.of(name, code, parameters.toArray(String[]::new)));
    }

    private static GuestRef guest(Channel channel, String written) {
        if (written.contains("@")) {
            return GuestRef.email(channel, written);
        }
        return written.startsWith("+") ? GuestRef.phone(channel, written) : GuestRef.userId(channel, written);
    }

    private static Instant time(String written) {
        try {
            return OffsetDateTime.parse(written).toInstant();
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(
                    "\"" + written + "\" is no time with a zone. Example: 2027-03-11T10:00:00-03:00");
        }
    }

    /** What the service sends with: it knows what a channel can show, and when. */
    private static ReplySender channels(Settings settings) {
        Secret token = settings.whatsApp().accessToken();
        return token == null
                ? HttpAdapters.recentReplies(InstantSource.system(), reply -> {})
                : HttpAdapters.graphApi(settings.whatsApp().apiUrl(), token.value());
    }
}
