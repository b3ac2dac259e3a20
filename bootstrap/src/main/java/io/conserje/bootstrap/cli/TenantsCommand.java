package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** Groups what concerns hotels. */
@Command(
        name = "tenants",
        mixinStandardHelpOptions = true,
        description = "Look at hotels and at what they are known by, and change it.")
final class TenantsCommand extends Group {}
