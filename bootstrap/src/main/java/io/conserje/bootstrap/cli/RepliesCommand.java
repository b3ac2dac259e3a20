package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about replies. */
@Command(
        name = "replies",
        mixinStandardHelpOptions = true,
        description = "Show what became of replies, and resend or discard those that did not arrive.")
final class RepliesCommand extends Group {}
