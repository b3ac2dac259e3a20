package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about dead letters. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Show, redrive and discard dead letters: messages that are not retried any more.")
final class DlqCommand extends Group {}
