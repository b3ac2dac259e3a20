package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about messages that no active hotel could take. */
@Command(
        name = "unrouted",
        mixinStandardHelpOptions = true,
        description =
                "Show messages that no active hotel could take, and give them to a hotel; show what cannot be read.")
final class UnroutedCommand extends Group {}
