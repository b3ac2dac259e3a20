package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** Groups what concerns messages that were given up. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Look at messages that were given up, put them back, or end them.")
final class DlqCommand extends Group {}
