package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about the queue of messages and replies. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description = "Show what waits to be handled, hurry or cancel a message, pause and resume work.")
final class QueueCommand extends Group {}
