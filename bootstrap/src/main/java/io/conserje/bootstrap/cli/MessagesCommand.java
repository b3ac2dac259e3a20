package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about messages with which a hotel writes first. */
@Command(
        name = "messages",
        mixinStandardHelpOptions = true,
        description = "Send a message with which a hotel writes first, now or later, or cancel it.")
final class MessagesCommand extends Group {}
