package io.conserje.bootstrap.cli;

import io.conserje.domain.dlq.Verdict;
import picocli.CommandLine.Command;

/** {@code conserje replies resend}. */
@Command(
        name = "resend",
        mixinStandardHelpOptions = true,
        description = {
            "Send replies that did not arrive again, behind those that wait for the same guest.",
            "WhatsApp refuses a text more than 24 hours after the guest's last message."
        },
        footer = {
            "",
            "Example: conserje replies resend --tenant hotel-sur --code 131042 --why \"the payment is settled\""
        })
final class RepliesResend extends RepliesSettle {

    RepliesResend(Outside outside) {
        super(outside, Verdict.REDRIVE, "resent");
    }
}
