package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about holds and leases. */
@Command(
        name = "locks",
        mixinStandardHelpOptions = true,
        description = "Show holds of rooms and leases, and their audit.")
final class LocksCommand extends Group {}
