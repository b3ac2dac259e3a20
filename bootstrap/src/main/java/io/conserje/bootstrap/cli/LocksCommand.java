package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** Groups what concerns holds and leases. */
@Command(
        name = "locks",
        mixinStandardHelpOptions = true,
        description = "Look at holds of rooms, at leases, and at what became of them.")
final class LocksCommand extends Group {}
