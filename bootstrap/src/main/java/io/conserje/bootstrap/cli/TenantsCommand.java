package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about hotels. */
@Command(
        name = "tenants",
        mixinStandardHelpOptions = true,
        description = "Show and change hotels and their identifiers.")
final class TenantsCommand extends Group {}
